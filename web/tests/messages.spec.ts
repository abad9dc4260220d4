/**
 * Every calm message that a voter can meet in a browser: how voting day brings it about, that it fits
 * and hinders nobody, and that its way out leads on. What real servers can be made to say comes from
 * them; the rest is said in their stead, in the words of docs/interfaces.md.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { BrowserContext } from 'playwright-core';

import { chromiumWith } from './chromium.js';
import { useElection } from './election.js';
import * as flow from './flow.js';
import { misfits } from './layout.js';
import type { Mishap } from './site.js';
import type { Person } from './stage.js';
import { Voter } from './voter.js';

const here = useElection(0);
let place = 0;

/** Somebody new; the register has a photo of everybody here. */
const next = (): Person => {
  const who = here.election.person(place++);
  return who.photo ? who : next();
};
const open = (prepare?: (context: BrowserContext) => Promise<unknown>) =>
  Voter.open(here.browser, here.election.site, prepare ? { prepare } : {});

/** The kinds of messages that were brought about here. */
const brought = new Set<string>();

/** Kinds that no browser can be brought to, and why. */
const NEVER: Record<string, string> = {
  'wrong-clock':
    'A browser keeps to itself why it refuses a certificate: its clock, and any other reason, is a connection that breaks.',
  internal:
    'What the core tells of itself when it is not as it was written: nothing that a voter presses, a server answers or a browser loses leads there.',
};

/** After these nobody has anything to do. */
const SETTLED = ['already-voted', 'not-listed', 'closed', 'not-open', 'grace-over', 'no-election'];

/** These need nobody but the voter. */
const ALONE = ['nothing-chosen', 'wrong-code'];

/** The message is there, and it is one that anybody can read and leave. */
async function told(voter: Voter, kind: string): Promise<void> {
  await voter.told(kind);
  const found = [...(await voter.hindrances(kind)), ...(await misfits(voter.page, kind))];
  assert.equal(found.join('\n'), '');
  // Whose turn it is, unless nobody has anything to do.
  assert.equal(await voter.page.locator('.turn').count(), SETTLED.includes(kind) ? 0 : 1);
  const calls = voter.page.locator('.notice a[href^="tel:"]');
  assert.equal((await calls.count()) > 0, !ALONE.includes(kind));
  assert.ok((await voter.page.locator('footer button').count()) > 0);
  brought.add(kind);
}

/** A step at which requests to these paths go wrong, and the message that follows. */
async function goesWrong(voter: Voter, path: RegExp, what: Mishap, kind: string): Promise<void> {
  here.election.site.goWrong(path, what);
  await voter.press('go');
  await told(voter, kind);
  here.election.site.mend();
}

const refusal = (status: number, code: string, more: object = {}) => ({ status, code, ...more });

test('no connection, and then there is one', async () => {
  await here.election.stage.tell({ do: 'cut' });
  const voter = await open();
  await told(voter, 'network');
  await here.election.mend();
  await voter.press('primary');
  await voter.at('start');
  await voter.close();
});

test('an election that cannot be trusted', async () => {
  const spoil = (answer: Buffer): Buffer => {
    const spoilt = Buffer.from(answer);
    const last = spoilt.length - 10;
    spoilt[last] = (spoilt[last] ?? 0) ^ 1;
    return spoilt;
  };
  here.election.site.goWrong(/^\/blobs?\//, spoil);
  const voter = await open();
  await told(voter, 'untrusted');
  here.election.site.mend();
  await voter.close();
});

test('a box whose election is not announced yet, and then it is', async () => {
  here.election.site.goWrong(/^\/log\//, refusal(404, 'not-found'));
  const voter = await open();
  await told(voter, 'no-election');
  here.election.site.mend();
  await voter.press('primary');
  await voter.at('start');
  await voter.close();
});

test('before the opening, as it is known and as it turns out', async () => {
  let early = true;
  const voter = await open((context) =>
    context.route('**/box/v1/election', async (route) => {
      const said = (await (await route.fetch()).json()) as Record<string, string>;
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, '');
      await route.fulfill({ json: early ? { ...said, state: 'before', opens: tomorrow } : said });
    }),
  );
  await voter.at('start');
  await voter.page.locator('[data-name="go"][aria-disabled="true"]').waitFor();
  await voter.page.locator('.information.warn').waitFor();
  const found = [...(await voter.hindrances('start')), ...(await misfits(voter.page, 'start'))];
  assert.equal(found.join('\n'), '');
  early = false;
  await voter.page.reload();
  await voter.page.locator('[data-name="go"][aria-disabled="false"]').waitFor();
  early = true;
  await voter.press('go');
  await told(voter, 'not-open');
  await voter.close();
});

test('what servers say when a voter signs in', async () => {
  const voter = await open();
  const identify = /^\/v1\/identifications$/;
  const cases: [Mishap, string][] = [
    ['cut', 'network'],
    [refusal(503, 'busy', { retry_after: 30 }), 'busy'],
    [refusal(429, 'too-many-requests', { retry_after: 120 }), 'too-many'],
    [refusal(426, 'app-old'), 'app-old'],
    [refusal(503, 'provider-slow'), 'provider-slow'],
    [refusal(403, 'certificate-expired'), 'signature-expired'],
    [refusal(403, 'assertion-rejected'), 'identity'],
    [refusal(403, 'sandbox-refused'), 'refused'],
    [refusal(500, 'internal'), 'server'],
    [refusal(403, 'nonce-used'), 'identity-expired'],
  ];
  const { pin } = next();
  for (const [what, kind] of cases) {
    await flow.toPin(voter);
    await flow.typePin(voter, pin);
    await goesWrong(voter, identify, what, kind);
    await voter.page.reload();
  }
  await voter.close();
});

test('a wrong code, an old one, and a provider that is down', async () => {
  const who = next();
  const voter = await open();
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await voter.press('get-code');
  const right = await here.election.stage.code(who.pin);
  await voter.at('identify');
  await voter.type('code', right === '111111' ? '222222' : '111111');
  await voter.press('confirm');
  await told(voter, 'wrong-code');
  await voter.press('primary');
  const confirm = /^\/v1\/identifications\/code$/;
  for (const [what, kind] of [
    [refusal(403, 'code-expired'), 'code-expired'],
    [refusal(503, 'provider-down'), 'provider'],
  ] as const) {
    await voter.at('identify');
    here.election.site.goWrong(confirm, what);
    await voter.type('code', right);
    await voter.press('confirm');
    await told(voter, kind);
    here.election.site.mend();
    await voter.press(kind === 'provider' ? 'other-0' : 'primary');
  }
  // The other card is offered.
  await voter.at('identify');
  await voter.page.locator('.information.warn').waitFor();
  await voter.page.locator('[data-name="face"][aria-disabled="false"]').waitFor();
  await voter.close();
});

test('who is not on the list', async () => {
  const voter = await open();
  await flow.toIdentify(voter, here.election.stranger);
  await flow.identifyByCode(voter, here.election, here.election.stranger);
  await told(voter, 'not-listed');
  await voter.press('primary');
  await voter.at('start');
  await voter.close();
});

test('no camera', async () => {
  const who = next();
  const blind = await chromiumWith({});
  const voter = await Voter.open(blind, here.election.site);
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await voter.press('face');
  await told(voter, 'no-camera');
  await voter.press('primary');
  // It is not said again before the voter asks, and a file does as well.
  await voter.at('face');
  await flow.choose(voter, who.face);
  await voter.press('confirm');
  await voter.at('voter');
  await blind.close();
});

test('a press while the browser asks for the camera leaves the camera on', async () => {
  const who = next();
  const voter = await open((context) =>
    context.addInitScript(() => {
      const { mediaDevices } = navigator;
      const own = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (wishes) => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        return own(wishes);
      };
    }),
  );
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await voter.press('face');
  await voter.press('capture');
  await voter.press('capture');
  await flow.capture(voter);
  await voter.close();
});

test('another face', async () => {
  const voter = await open();
  // Two whom the sandbox tells apart: it has drawn some of these faces much alike.
  await flow.toIdentify(voter, here.election.person(0).pin);
  await flow.identifyByFile(voter, here.election.person(1).face);
  await told(voter, 'face');
  await voter.press('primary');
  await voter.at('face');
  await voter.close();
});

test('a camera that may not be used', async () => {
  const refusing = await chromiumWith({ sees: here.election.person(0).face, refused: true });
  const voter = await Voter.open(refusing, here.election.site);
  await flow.toIdentify(voter, next().pin);
  await voter.at('identify');
  await voter.press('face');
  await told(voter, 'camera-denied');
  await voter.press('primary');
  await voter.at('face');
  await voter.press('capture');
  await voter.told('camera-denied');
  await refusing.close();
});

test('a camera that scans no code is told where a vote is checked', async () => {
  for (const [browser, words] of [
    [await chromiumWith({}), /Камера жок/],
    [
      await chromiumWith({ sees: here.election.person(0).face, refused: true }),
      /Камерага уруксат жок/,
    ],
  ] as const) {
    const voter = await Voter.open(browser, here.election.site, {
      // Debian's Chromium reads no codes; others do.
      prepare: (context) =>
        context.addInitScript(() => {
          class BarcodeDetector {
            static getSupportedFormats = () => Promise.resolve(['qr_code']);
            detect = () => Promise.resolve([]);
          }
          Object.assign(globalThis, { BarcodeDetector });
        }),
    });
    await voter.at('start');
    await voter.press('check');
    await voter.at('check');
    await voter.press('scan');
    const told = voter.page.locator('main [role="alert"]').filter({ hasText: words });
    await told.waitFor();
    assert.equal(await voter.page.locator('video').count(), 0);
    // It is told again as often as it is asked for, and the other ways are open.
    await voter.press('scan');
    await told.waitFor();
    await voter.type('control-code', 'D');
    await told.waitFor({ state: 'detached' });
    await browser.close();
  }
});

test('a code is copied only where the clipboard takes it', async () => {
  const voter = await open((context) =>
    context.addInitScript(() => {
      const copied: string[] = Object.assign(globalThis, { copied: [] as string[] }).copied;
      Clipboard.prototype.writeText = (text) => {
        if (!('clipboard' in globalThis)) {
          return Promise.reject(new DOMException('refused', 'NotAllowedError'));
        }
        copied.push(text);
        return Promise.resolve();
      };
    }),
  );
  await flow.toReview(voter, here.election, next());
  await flow.cast(voter);
  const told = voter.page.getByText('Код көчүрүлдү');
  await voter.press('copy');
  // Announcements come a moment later.
  await voter.page.waitForTimeout(1_000);
  assert.equal(await told.count(), 0);
  // Where the button may not, the code is marked, to be copied as any other text.
  const marked = await voter.page.evaluate(() => getSelection()?.toString().trim());
  assert.equal(marked, await flow.code(voter));
  await voter.page.evaluate(() => Object.assign(globalThis, { clipboard: true }));
  await voter.press('copy');
  await voter.page.locator('[data-name="copied"]', { hasText: 'Код көчүрүлдү' }).waitFor();
  const copied = await voter.page.evaluate(() => (globalThis as { copied?: string[] }).copied);
  assert.deepEqual(copied, [await flow.code(voter)]);
  await voter.close();
});

test('nothing chosen', async () => {
  const voter = await open();
  await flow.toBallot(voter, here.election, next());
  await voter.press('select');
  await told(voter, 'nothing-chosen');
  await voter.press('primary');
  await voter.at('ballot');
  await voter.close();
});

test('marks that a reload has taken away', async () => {
  const voter = await open();
  await flow.toBallot(voter, here.election, next());
  await flow.mark(voter, 0);
  await voter.page.reload();
  await told(voter, 'session-lost');
  await voter.press('primary');
  await voter.at('start');
  await voter.close();
});

test('a cut before casting: the marks stay', async () => {
  const voter = await open();
  const who = next();
  await flow.toReview(voter, here.election, who);
  await here.election.stage.tell({ do: 'cut', party: 'registrars' });
  await voter.press('cast');
  await told(voter, 'network');
  await here.election.mend();
  await voter.press('primary');
  await voter.at('receipt');
  await flow.saveAndVerify(voter, here.election);
  await voter.close();
});

test('who has voted is told so elsewhere', async () => {
  const who = next();
  const voter = await open();
  await flow.toReview(voter, here.election, who);
  await flow.cast(voter);
  await voter.close();
  const other = await open();
  await flow.toIdentify(other, who.pin);
  await flow.identifyByFile(other, who.face);
  await told(other, 'already-voted');
  await other.press('primary');
  await other.at('check');
  await other.close();
});

test('a ballot that the box does not take, and a right that comes too late', async () => {
  for (const [what, kind] of [
    [refusal(400, 'bad-ballot'), 'ballot-refused'],
    [refusal(403, 'closed'), 'grace-over'],
  ] as const) {
    const voter = await open();
    await flow.toReview(voter, here.election, next());
    here.election.site.goWrong(/^\/v1\/ballots$/, what);
    await voter.press('cast');
    await told(voter, kind);
    here.election.site.mend();
    await voter.close();
  }
});

test('a session that ends is announced, goes on at a press, and ends for safety', async () => {
  const voter = await open((context) => context.clock.install());
  await flow.toBallot(voter, here.election, next());
  await flow.mark(voter, 0);
  // Twenty minutes without a sign of life, less a little.
  await voter.page.clock.fastForward('18:30');
  await voter.page.locator('.session').waitFor();
  assert.deepEqual(
    // Another language would be a sign of life.
    [...(await voter.hindrances('session', ['ky'])), ...(await misfits(voter.page, 'session'))],
    [],
  );
  await voter.press('here');
  await voter.page.locator('.session').waitFor({ state: 'detached' });
  assert.equal(await voter.page.locator('[aria-checked="true"]').count(), 1);
  await voter.page.clock.fastForward('21:00');
  await told(voter, 'session-expired');
  await voter.press('primary');
  await voter.at('start');
  await voter.close();
});

test('a server that never answers', async () => {
  const voter = await open((context) => context.clock.install());
  await flow.toPin(voter);
  await flow.typePin(voter, next().pin);
  here.election.site.goWrong(/^\/v1\/identifications$/, 'held');
  const asked = voter.page.waitForRequest(/\/v1\/identifications$/);
  await voter.press('go');
  await asked;
  await voter.page.clock.fastForward('02:00');
  await told(voter, 'timeout');
  here.election.site.mend();
  await voter.close();
});

test('a browser that cannot write', async () => {
  const who = next();
  const voter = await open();
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await voter.press('face');
  await voter.at('face');
  await flow.choose(voter, who.face);
  await voter.page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await voter.press('confirm');
  await told(voter, 'storage');
  await voter.close();
});

test('what was kept can no longer be read', async () => {
  const voter = await open();
  await voter.at('start');
  // The core's key is gone; what it sealed is not.
  await voter.page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('menin-shailoom'));
    const store = database.transaction('sealed', 'readwrite').objectStore('sealed');
    for (const name of await done(store.getAllKeys())) {
      if (String(name).startsWith('secrets/')) await done(store.delete(name));
    }
    database.close();
  });
  await voter.page.reload();
  await told(voter, 'storage-rebuilt');
  await voter.press('primary');
  await voter.at('start');
  await voter.close();
});

test('after the closing', async () => {
  const late = await open();
  await flow.toReview(late, here.election, next());
  const voter = await open();
  await flow.toPin(voter);
  await voter.press('back');
  await voter.at('start');
  await here.election.stage.tell({ do: 'close' });
  await voter.press('go');
  await told(voter, 'closed');
  await voter.page.reload();
  await voter.at('start');
  await voter.page.locator('.information.warn').waitFor();
  await voter.close();
  // Who had marked a ballot, and had no right yet, is told the same by the servers.
  await late.press('cast');
  await told(late, 'closed');
  await late.close();
});

test('no kind of message was forgotten', () => {
  const core = join(import.meta.dirname, '../../../core/src/trouble.rs');
  const [, kinds = ''] =
    /fn kind\(self\)[^{]*\{\s*match self \{(.*?)\n {8}\}/s.exec(readFileSync(core, 'utf8')) ?? [];
  const known = [...kinds.matchAll(/=> "([a-z-]+)",/g)].map(([, kind]) => kind ?? '');
  assert.ok(known.length >= 32 && known.length === kinds.match(/=>/g)?.length);
  assert.deepEqual([...brought, ...Object.keys(NEVER)].sort(), known.sort());
});
