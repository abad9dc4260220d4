/** The hash of a file as `fetch` takes it: web/integrity.ts. */
declare module '*?integrity' {
  const integrity: string;
  export default integrity;
}
