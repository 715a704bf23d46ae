// A short soft sound, made on the spot. It knows that browsers keep silent until somebody has touched the page, and whether the agent
// wants it at all.

const MUTED = 'chat-embed-console|muted';

export class Chime {
  readonly #storage: Storage | undefined;
  #context: AudioContext | undefined;
  #muted: boolean;

  /** `storage` remembers the choice; absent where the browser forbids it. */
  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.#muted = storage?.getItem(MUTED) === 'yes';
  }

  get muted(): boolean {
    return this.#muted;
  }

  set muted(muted: boolean) {
    this.#muted = muted;
    try {
      this.#storage?.setItem(MUTED, muted ? 'yes' : 'no');
    } catch {
      // The choice lasts as long as the page.
    }
  }

  /** Call it when somebody has pressed a key or a button: from then on there can be sound. */
  unlock(): void {
    this.#context ??= new AudioContext();
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => undefined);
  }

  /** Two notes upwards for somebody who waits, one for a message. Silent before `unlock()` and while muted. */
  play(what: 'waiting' | 'message'): void {
    if (this.#muted || this.#context?.state !== 'running') return;
    const notes = what === 'waiting' ? [587.33, 880] : [739.99];
    notes.forEach((frequency, index) => this.#note(this.#context!, frequency, index * 0.13));
  }

  #note(context: AudioContext, frequency: number, after: number): void {
    const start = context.currentTime + after;
    const tone = new OscillatorNode(context, { type: 'sine', frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.09, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.45);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.5);
  }
}
