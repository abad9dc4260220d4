/** Whether everybody can use a screen: axe-core, in whatever browser. */

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page; the page must have loaded axe-core. */
export function hindrances(evaluate: (script: string) => Promise<unknown>): Promise<string[]> {
  return evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
    violations.flatMap((one) =>
      one.nodes.map((node) => one.id + ': ' + node.html + ' ' + (node.failureSummary ?? ''))))`) as Promise<
    string[]
  >;
}
