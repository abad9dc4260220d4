/** Printing, loaded when somebody prints: font and all, it is not needed to vote. */

import type { Page } from '../../generated/shailoo.js';

export const print: Page['print'] = async (printed) => {
  const { default: init, receipt } = await import('../../generated/print.js');
  const { default: wasm } = await import('../../generated/print_bg.wasm?url');
  const { default: integrity } = await import('../../generated/print_bg.wasm?integrity');
  await init({ module_or_path: fetch(wasm, { integrity }) });
  return receipt(printed);
};
