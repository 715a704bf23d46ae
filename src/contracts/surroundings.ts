/** What the page tells about its life: network, visibility, back/forward cache. In Node nothing ever happens. */

export interface Surroundings {
  /** Whether the browser believes that there is a network. */
  readonly online: boolean;
  /** Whether somebody may be looking at the page. */
  readonly visible: boolean;
  /** A reason to try again at once: network back, page visible, page restored. Returns a function that stops it. */
  onWake(listener: () => void): () => void;
  /** The network went away. */
  onOffline(listener: () => void): () => void;
  /** The page is hidden or about to be left, perhaps for good. Not told once `signal` is aborted. */
  onLeaving(listener: () => void, signal: AbortSignal): void;
  /** The page is put aside (`pagehide`); it may come back through `onResume` (`pageshow` with `persisted`). */
  onSuspend(listener: () => void): () => void;
  onResume(listener: () => void): () => void;
}
