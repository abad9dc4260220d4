/**
 * The core in wasm. Screens and events cross the border as JSON, with the names that the core's
 * types have in this language.
 */

import init, { VoterApp, type Page, type StoredRecord } from '../generated/shailoo.js';
import integrity from '../generated/shailoo_bg.wasm?integrity';
import wasm from '../generated/shailoo_bg.wasm?url';
import type { Event, Screen } from '../generated/screens.js';
import { WASM_BYTES } from '../generated/size.js';
import { sealed } from './platform/sealed.js';

/** The core, with screens and events as objects. */
export class Core {
  private constructor(private readonly app: VoterApp) {}

  /** Fetches the wasm, and tells how much of it is there, 0 to 1. Fails where the network does. */
  static async fetch(progress: (part: number) => void): Promise<Response> {
    const answer = await fetch(wasm);
    if (!answer.ok || !answer.body) throw new Error('the core is missing');
    let length = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        length += part.length;
        progress(length / WASM_BYTES);
        controller.enqueue(part);
      },
    });
    return new Response(answer.body.pipeThrough(counted).pipeThrough(sealed(integrity)), {
      headers: { 'content-type': 'application/wasm' },
    });
  }

  /** Loads the wasm. Fails where the browser cannot run it, where not all of it comes, or where it is another. */
  static async load(answer: Response): Promise<void> {
    await init({ module_or_path: answer });
  }

  /** Starts the core that was loaded, beside this verify page. Fails where app.json is not right. */
  static start(
    config: Uint8Array,
    verifyPage: string,
    language: string,
    snapshot: StoredRecord[],
    page: Page,
  ): Core {
    return new Core(new VoterApp(config, verifyPage, language, snapshot, page));
  }

  screen(): Screen {
    return read(this.app.screen());
  }

  async dispatch(event: Event): Promise<Screen> {
    // Files do not go through JSON: they are large.
    if (event.event === 'picture') return read(await this.app.picture(event.bytes));
    if (event.event === 'cipher-file') return read(await this.app.cipherFile(event.bytes));
    return read(await this.app.dispatch(JSON.stringify(event)));
  }

  photo(name: string): Promise<Uint8Array | undefined> {
    return this.app.photo(name);
  }
}

function read(json: string): Screen {
  return camel(JSON.parse(json)) as Screen;
}

/** `step-label` becomes `stepLabel`, in every name and in no value. */
function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== 'object' || value === null) return value;
  const named = Object.entries(value).map(([name, inner]) => [
    name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    camel(inner),
  ]);
  return Object.fromEntries(named) as unknown;
}
