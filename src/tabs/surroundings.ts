/** Which surroundings a chat gets: the page's, or none. */
import type {Surroundings} from '../contracts/surroundings.js';
import {PageSurroundings} from './page-surroundings.js';
import {stillSurroundings} from './still-surroundings.js';

/** The surroundings of this page; in Node those in which nothing happens. */
export function openSurroundings(): Surroundings {
  return typeof document === 'undefined' ? stillSurroundings : new PageSurroundings(window);
}
