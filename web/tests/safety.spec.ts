/** What the page must never do: speak with others, tell in an address, keep a cookie, be framed. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { useElection } from './election.js';
import * as flow from './flow.js';
import { HEADERS } from './site.js';
import { Voter } from './voter.js';

const here = useElection();

test('a whole vote asks no one else, keeps no cookie, and has no secret in an address', async () => {
  const { election, browser } = here;
  const { site } = election;
  const who = election.person(0);
  const voter = await Voter.open(browser, site);
  const addresses = new Set<string>();
  voter.page.on('framenavigated', (frame) => addresses.add(frame.url()));
  await flow.toPin(voter);
  await flow.typePin(voter, who.pin);
  await voter.press('go');
  await voter.at('identify');
  await voter.press('get-code');
  const mailed = await election.stage.code(who.pin);
  await voter.at('identify');
  await voter.type('code', mailed);
  await voter.press('confirm');
  await voter.at('voter');
  await voter.press('begin');
  await voter.at('ballot');
  await flow.markAll(voter, who);
  await voter.press('select');
  await voter.at('review');
  await flow.cast(voter);
  assert.deepEqual(voter.wrong, []);
  assert.deepEqual(await voter.context.cookies(), []);
  assert.equal(await voter.page.evaluate(() => document.cookie), '');

  const tokens = site.seen.map((one) => one.headers.authorization?.replace('Bearer ', '') ?? '');
  const secrets = new Set([who.pin, mailed, ...tokens].filter((secret) => secret !== ''));
  assert.ok(secrets.size >= 4, 'a ПИН, a code, an identification and a session');
  for (const address of [...voter.asked, ...addresses, voter.page.url()]) {
    for (const secret of secrets) assert.ok(!address.includes(secret), address);
  }
  assert.equal(new URL(voter.page.url()).search + new URL(voter.page.url()).hash, '');
  for (const one of site.seen) assert.equal(one.headers.cookie, undefined);
  assert.ok(!(await voter.page.title()).includes(who.name));
  // Beside the vault, the language is all that is kept.
  const kept = await voter.page.evaluate(() => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
  ]);
  assert.deepEqual(kept, ['language']);
  await voter.close();
});

test('who was marked is nowhere in the page once the ballot has gone from it', async () => {
  const { election, browser } = here;
  const who = election.person(2);
  const voter = await Voter.open(browser, election.site);
  const rows = voter.page.locator('[data-name="row"]');
  const announced = voter.page.locator('[data-name="announcement"]');
  /** Also what only screen readers find. */
  const isNamed = async (name: string): Promise<boolean> => {
    // What is announced comes a moment after its screen.
    await voter.page.waitForTimeout(300);
    return (await voter.page.content()).includes(name);
  };
  await flow.toBallot(voter, election, who);
  await flow.mark(voter, 0);
  const name = (await rows.first().locator('b').innerText()).trim();
  await announced.filter({ hasText: name }).waitFor({ state: 'attached' });
  // Another language says nothing of what was said in the first.
  await voter.speak('ru');
  await announced.filter({ hasNotText: name }).waitFor({ state: 'attached' });
  await rows.first().click();
  await flow.mark(voter, 0);
  await announced.filter({ hasText: name }).waitFor({ state: 'attached' });
  await voter.press('back');
  await voter.at('voter');
  assert.ok(!(await isNamed(name)), 'on the voter’s own screen');
  await voter.press('begin');
  await voter.at('ballot');
  await rows.first().click();
  await flow.mark(voter, 0);
  await voter.press('select');
  await voter.at('review');
  election.site.goWrong(/^\/v1\/(ballots|receipts)$/, 'lost');
  await voter.press('cast');
  await voter.passes('unknown');
  assert.ok(!(await isNamed(name)), 'while nobody knows');
  election.site.mend();
  await voter.at('receipt');
  assert.ok(!(await isNamed(name)), 'with the receipt');
  await voter.close();
});

test('what lies in the browser is sealed, with a key that no script can take away', async () => {
  const { election, browser } = here;
  const who = election.person(1);
  const voter = await Voter.open(browser, election.site);
  await flow.toReview(voter, election, who);
  const told = await voter.page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('menin-shailoom'));
    const key = await done(
      database.transaction('keys').objectStore('keys').get('vault') as IDBRequest<CryptoKey>,
    );
    const sealed = await done(
      database.transaction('sealed').objectStore('sealed').getAll() as IDBRequest<
        { bytes: ArrayBuffer }[]
      >,
    );
    database.close();
    const words = sealed.map(({ bytes }) => new TextDecoder('latin1').decode(bytes)).join();
    return {
      extractable: key.extractable,
      refused: await crypto.subtle.exportKey('raw', key).then(
        () => false,
        () => true,
      ),
      records: sealed.length,
      words,
    };
  });
  assert.equal(told.extractable, false);
  assert.ok(told.refused && told.records > 0);
  assert.ok(!told.words.includes(who.pin));
  await voter.close();
});

test('every file has the strict headers, and the browser obeys them', async () => {
  const { election, browser } = here;
  const { app, pages } = election.stage.ready;
  const { ballot_box, registrars } = JSON.parse(readFileSync(app, 'utf8')) as {
    ballot_box: string;
    registrars: string[];
  };
  const servers = [ballot_box, ...registrars];
  const { 'strict-transport-security': overTls, ...wanted } = HEADERS;
  assert.ok(overTls);
  const voter = await Voter.open(browser, { url: pages, servers });
  await voter.at('start');
  const files = [...new Set(voter.asked)].filter((url) => url.startsWith(`${pages}/`));
  // The page, its script, its style, the core, app.json and a picture.
  assert.ok(files.length >= 6, files.join());
  for (const url of [...files, `${pages}/verify/`, `${pages}/election/`, `${pages}/no-such-file`]) {
    const answer = await voter.context.request.get(url);
    const { 'content-security-policy': policy = '', ...headers } = answer.headers();
    for (const [name, value] of Object.entries(wanted)) {
      if (name !== 'content-security-policy')
        assert.equal(headers[name], value, `${name} of ${url}`);
    }
    assert.equal(headers['strict-transport-security'], undefined, 'said over TLS only');
    assert.equal(headers['set-cookie'], undefined);
    // The policy of the file, and the servers of this election where it says whom the page may ask.
    const [, asks = ''] = /connect-src ([^;]*)/.exec(policy) ?? [];
    const origins = new Set(servers.map((server) => new URL(server).origin));
    assert.deepEqual(new Set(asks.split(' ')), new Set(["'self'", ...origins]), url);
    const rest = policy.replace(`connect-src ${asks}`, "connect-src 'self'");
    assert.equal(rest, HEADERS['content-security-policy'], url);
    assert.ok(!/unsafe-inline|'unsafe-eval'|\*|https?:/.test(rest), rest);
  }
  const did = await voter.page.evaluate(async () => {
    // What a debugger does itself is not held to the policy; what the page does later is.
    await new Promise((resolve) => setTimeout(resolve));
    const script = document.createElement('script');
    const refused: string[] = [];
    addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
    try {
      script.textContent = 'globalThis.ran = true';
    } catch {
      refused.push('trusted-types');
    }
    document.head.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { display: none }';
    document.head.append(style);
    let evaluated = true;
    try {
      // The point is that this fails.
      globalThis.eval('1');
    } catch {
      evaluated = false;
    }
    const elsewhere = await fetch('http://127.0.0.2:1/').then(
      () => true,
      () => false,
    );
    // Violations are told a moment later.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return {
      ran: 'ran' in globalThis,
      evaluated,
      elsewhere,
      hidden: getComputedStyle(document.body).display === 'none',
      isolated: globalThis.crossOriginIsolated,
      refused,
    };
  });
  assert.deepEqual(
    { ...did, refused: did.refused.length >= 3 },
    {
      ran: false,
      evaluated: false,
      elsewhere: false,
      hidden: false,
      isolated: true,
      refused: true,
    },
  );
  await voter.close();
});

test('no other page can frame it', async () => {
  const { election, browser } = here;
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' });
    answer.end(`<iframe src="${election.site.url}"></iframe>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage();
  const refused = page.waitForEvent('console', (message) => /frame/i.test(message.text()));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await refused;
  const framed = page.frames().find((frame) => frame.url().startsWith(election.site.url));
  assert.ok(!framed || (await framed.locator('.page').count()) === 0);
  await page.close();
  server.close();
  server.closeAllConnections();
});
