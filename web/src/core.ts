/**
 * The core in wasm. Screens and events cross the border as JSON, with the names that the core's
 * types have in this language.
 */

import init, { VoterApp, type Page, type StoredRecord } from '../generated/shailoo.js';
import wasm from '../generated/shailoo_bg.wasm?url';
import type { Event, Screen } from '../generated/screens.js';

/** The core, with screens and events as objects. */
export class Core {
  private constructor(private readonly app: VoterApp) {}

  /** Loads the wasm. Fails where the browser cannot run it. */
  static async load(): Promise<void> {
    await init({ module_or_path: wasm });
  }

  /** Starts the core that was loaded. Fails where app.json is not right. */
  static start(config: Uint8Array, language: string, snapshot: StoredRecord[], page: Page): Core {
    return new Core(new VoterApp(config, language, snapshot, page));
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
