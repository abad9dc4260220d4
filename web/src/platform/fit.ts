/**
 * Whether a browser can do what is asked of it: what it does not have, or cannot run, fails in these ways. A
 * connection that breaks and a file that is not what was built fail in others.
 */
export function isUnfit(reason: unknown): boolean {
  // What asks for it may fail in other ways than by its absence.
  if (typeof WebAssembly === 'undefined') return true;
  return (
    reason instanceof ReferenceError ||
    reason instanceof WebAssembly.CompileError ||
    reason instanceof WebAssembly.LinkError ||
    reason instanceof WebAssembly.RuntimeError
  );
}
