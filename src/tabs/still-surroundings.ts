/** Surroundings in which nothing ever happens: Node. */
import type {Surroundings} from '../contracts/surroundings.js';

const never = (): (() => void) => () => undefined;

/** Online, visible, and for ever so. */
export const stillSurroundings: Surroundings = {online: true, visible: true, onWake: never, onOffline: never, onSuspend: never, onLeaving: never, onResume: never};
