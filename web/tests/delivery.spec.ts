/**
 * The pages as they are delivered on voting day: by the product's own server, which sends browsers to the
 * ballot box and the registrars at other origins; and a page that is not what was built does not run.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { useElection } from './election.js';
import * as flow from './flow.js';
import { Voter, type Place } from './voter.js';

const here = useElection();

/** The server of the pages, and those that its pages may ask. */
function delivered(): Place {
  const { app, pages } = here.election.stage.ready;
  const { ballot_box, registrars } = JSON.parse(readFileSync(app, 'utf8')) as {
    ballot_box: string;
    registrars: string[];
  };
  return { url: pages, servers: [ballot_box, ...registrars] };
}

test('a vote at the server that delivers the pages', async () => {
  const { election, browser } = here;
  const place = delivered();
  const who = election.person(0);
  const voter = await Voter.open(browser, place);
  await flow.toReview(voter, election, who);
  await flow.cast(voter);
  await flow.saveAndVerify(voter, election);
  const pdf = await voter.saved('pdf');
  assert.equal(readFileSync(pdf).subarray(0, 5).toString(), '%PDF-');
  for (const server of place.servers ?? []) {
    assert.ok(
      voter.asked.some((url) => url.startsWith(`${server}/`)),
      `${server} was not asked`,
    );
  }
  assert.deepEqual(voter.wrong, []);
  assert.deepEqual(await voter.context.cookies(), []);

  // The other pages of the same server find the vote, and the election.
  const code = await flow.code(voter);
  await voter.page.goto(`${place.url}/verify/#vote`);
  await voter.page.locator('main[data-part="vote"][data-ready="true"]').waitFor();
  await voter.type('control-code', code);
  await voter.press('check-go');
  await voter.page.locator('[data-verdict="recorded"]').waitFor();
  await voter.page.goto(`${place.url}/election/`);
  await voter.page.locator('[data-name="turnout"]').waitFor();
  assert.deepEqual(voter.wrong, []);
  await voter.close();
});

/** As little as can be changed in scripts and styles: a line that says nothing. */
function blank(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from('\n')]);
}

/** One bit of a byte, at this part of the file. */
function flipped(part: number): (bytes: Buffer) => Buffer {
  const flip = (bytes: Buffer): Buffer => {
    const other = Buffer.from(bytes);
    const place = Math.min(Math.floor(other.length * part), other.length - 1);
    other[place] = (other[place] ?? 0) ^ 1;
    return other;
  };
  return Object.defineProperty(flip, 'name', { value: `a bit at ${part}` });
}

/** What the page needs, and what it does when that is another: nothing, or it says that it cannot open. */
for (const [file, change, answer] of [
  [/\/assets\/index-[^/]*\.js$/, blank, '#plain'],
  [/\/assets\/[^/]*\.css$/, blank, null],
  [/\/assets\/shailoo_bg-[^/]*\.wasm$/, flipped(1), '[data-fault="config"]'],
  [/\/assets\/shailoo_bg-[^/]*\.wasm$/, flipped(0.5), '[data-fault]'],
] as const) {
  test(`a changed file ${file.source} is refused by the browser, ${change.name}`, async () => {
    const changed: string[] = [];
    const voter = await Voter.open(here.browser, delivered(), {
      prepare: (context) =>
        context.route(file, async (route) => {
          const given = await route.fetch();
          changed.push(route.request().url());
          await route.fulfill({ response: given, body: change(await given.body()) });
        }),
    });
    if (answer) {
      await voter.page.locator(answer).waitFor();
      assert.equal(await voter.page.locator('[data-screen="start"]').count(), 0);
    } else {
      await voter.page.waitForLoadState('load');
      assert.equal(await voter.page.evaluate(() => document.styleSheets.length), 0);
    }
    assert.equal(changed.length, 1);
    await voter.close();
  });
}
