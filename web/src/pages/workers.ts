/** Workers under the policy of the pages: only scripts that the bundler put beside them. */

interface Policy {
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

/** Browsers without trusted types take the address itself. */
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy('worker', {
  createScriptURL: (url) => {
    if (new URL(url, location.href).origin !== location.origin)
      throw new TypeError('not our script');
    return url;
  },
});

/** Starts a worker of this page. */
export function startWorker(script: string): Worker {
  return new Worker(policy ? policy.createScriptURL(script) : script, { type: 'module' });
}
