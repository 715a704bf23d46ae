/** For servers: what the page entry is where there is no DOM. Importing it defines nothing, so that a page can be rendered there and come alive in a browser. */
export {ChatError} from './model/errors.js';

/** Stands in for the element, of which there are none here. */
export class ChatEmbed {}
