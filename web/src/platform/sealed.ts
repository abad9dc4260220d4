/**
 * Gives on what comes, and fails at the end where it is not what was built. `fetch` can check by itself, but then
 * gives nothing out before all is there: nobody could see how far it is.
 */
export function sealed(integrity: string): TransformStream<Uint8Array, Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  return new TransformStream({
    transform(part, controller) {
      parts.push(new Uint8Array(part));
      controller.enqueue(part);
    },
    async flush() {
      const hash = await crypto.subtle.digest('SHA-384', await new Blob(parts).arrayBuffer());
      const found = btoa(String.fromCharCode(...new Uint8Array(hash)));
      if (integrity !== `sha384-${found}`)
        throw new Error('the core is not the one that was built');
    },
  });
}
