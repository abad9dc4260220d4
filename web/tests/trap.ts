/** A core that traps: what it calls of its page does so from a moment on, as the core itself would. */

import type { BrowserContext, Page } from 'playwright-core';

/** WebAssembly: a function that traps. */
const TRAP = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[3, 2, 1, 0],
  ...[7, 8, 1, 4, 0x74, 0x72, 0x61, 0x70, 0, 0],
  ...[10, 5, 1, 3, 0, 0, 11],
];

/** Prepares a browser for it. */
export function mayTrap(context: BrowserContext): Promise<unknown> {
  return context.addInitScript((bytes) => {
    const load = WebAssembly.instantiateStreaming.bind(WebAssembly);
    const trap = (): unknown => {
      const module = new WebAssembly.Module(new Uint8Array(bytes));
      return (new WebAssembly.Instance(module).exports['trap'] as () => unknown)();
    };
    WebAssembly.instantiateStreaming = (source, imports = {}) => {
      const wrapped: WebAssembly.Imports = {};
      for (const [from, names] of Object.entries(imports)) {
        const all: WebAssembly.ModuleImports = (wrapped[from] = {});
        for (const [name, value] of Object.entries(names)) {
          all[name] =
            typeof value === 'function'
              ? (...given: unknown[]): unknown =>
                  'traps' in globalThis
                    ? trap()
                    : (value as (...all: unknown[]) => unknown)(...given)
              : value;
        }
      }
      return load(source, wrapped);
    };
  }, TRAP);
}

/** From now on the core traps. */
export function trap(page: Page): Promise<unknown> {
  return page.evaluate(() => Object.assign(globalThis, { traps: true }));
}
