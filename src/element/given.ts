/** What only pages need that give the element objects, or say who the visitor is: loaded then. Knows where it is; refuses to know what it is for. */
export {readShapes} from './shapes.js';
export {wishOf} from './identity-wish.js';
export {visitorKey} from './visitor-key.js';
