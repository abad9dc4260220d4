/** The keyboard alone: everything is reached in the order in which it is read, is seen, and holds nobody. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useElection } from './election.js';
import { cast, markAll, toBallot, toPin, toReview, typePin } from './flow.js';
import { Voter } from './voter.js';

const here = useElection();

/** What can be reached by the tabulator, in the order of the page. */
function reachable(voter: Voter): Promise<string[]> {
  return voter.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, a[href]')]
      .filter((element) => element.tabIndex >= 0 && element.getClientRects().length > 0)
      .map(
        (element) =>
          element.dataset['name'] ??
          element.closest('[data-name]')?.getAttribute('data-name') ??
          element.textContent ??
          '',
      ),
  );
}

interface Focus {
  /** Nothing where the page itself has the focus. */
  name: string;
  /** What is wrong with how it is seen. */
  fault: string;
}

function focus(voter: Voter): Promise<Focus> {
  return voter.page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body || element.matches('h1'))
      return { name: '', fault: '' };
    const name =
      element.dataset['name'] ??
      element.closest('[data-name]')?.getAttribute('data-name') ??
      element.textContent ??
      '';
    // A field that lies unseen over its picture is shown by the picture.
    const seen = element.matches('.field.code')
      ? element.parentElement?.querySelector('.box.next')
      : (element.closest('.file') ?? element);
    if (!seen) return { name, fault: 'is not seen' };
    const style = getComputedStyle(seen);
    const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const box = seen.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const over = document.elementFromPoint(x, y);
    const around = element.closest('.boxes, .file, .language') ?? element;
    const bare = over !== null && (around.contains(over) || over.contains(around));
    return { name, fault: !ringed ? 'has no ring' : !bare ? 'lies under something' : '' };
  });
}

/** Goes once around the screen: everything, in order, each seen, and out again. */
async function around(voter: Voter, screen: string): Promise<void> {
  const expected = await reachable(voter);
  await voter.page.locator('h1').focus();
  // The title stands after «back»: once around begins at the top.
  const passed: string[] = [];
  for (let press = 0; press < 2 * expected.length + 4; press += 1) {
    await voter.page.keyboard.press('Tab');
    const { name, fault } = await focus(voter);
    assert.equal(fault, '', `${screen}: ${name}`);
    if (name) passed.push(name);
    if (passed.length > 2 * expected.length) break;
  }
  const start = passed.indexOf(expected[0] ?? '');
  assert.ok(start >= 0, `${screen}: ${expected[0]} is not reached`);
  assert.deepEqual(passed.slice(start, start + expected.length), expected, screen);
}

/** Presses the tabulator until this has the focus. */
async function reach(voter: Voter, name: string): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    if ((await focus(voter)).name === name) return;
    await voter.page.keyboard.press('Tab');
  }
  assert.fail(`${name} is not reached`);
}

async function press(voter: Voter, name: string, key = 'Enter'): Promise<void> {
  await reach(voter, name);
  await voter.page.keyboard.press(key);
}

/** Waits for the screen, goes around it, and comes back to its title, as it is on arrival. */
async function at(voter: Voter, screen: string): Promise<void> {
  await voter.at(screen);
  await around(voter, screen);
  await voter.page.locator('h1').focus();
}

test('a whole vote by the keyboard', async () => {
  const { election, browser } = here;
  const who = election.person(0);
  const voter = await Voter.open(browser, election.site);
  const { page } = voter;
  await at(voter, 'start');
  await press(voter, 'go');
  await voter.at('pin');
  // One types at once.
  await page.keyboard.type(who.pin);
  await page.locator('[data-name="go"][aria-disabled="false"]').waitFor();
  await around(voter, 'pin');
  await reach(voter, 'pin');
  await page.keyboard.press('Enter');
  await at(voter, 'identify');
  await press(voter, 'get-code', 'Space');
  const code = await election.stage.code(who.pin);
  await voter.at('identify');
  // The field waits for the code.
  await page.keyboard.type(code);
  await page.locator('[data-name="confirm"]').waitFor();
  await around(voter, 'identify');
  await press(voter, 'confirm');
  await at(voter, 'voter');
  await press(voter, 'begin');
  await at(voter, 'ballot');
  await reach(voter, 'row');
  await page.keyboard.press('Space');
  await page.locator('[data-name="row"]:nth-child(1)[aria-checked="true"]').waitFor();
  // A mark comes and goes where the focus is.
  await page.keyboard.press('Space');
  await page.locator('[data-name="row"]:nth-child(1)[aria-checked="false"]').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.locator('[data-name="row"]:nth-child(2)[aria-checked="true"]').waitFor();
  await press(voter, 'select');
  await at(voter, 'review');
  await press(voter, 'check-device');
  await at(voter, 'deviceCheck');
  await press(voter, 'back');
  await at(voter, 'review');
  await press(voter, 'cast');
  await at(voter, 'receipt');
  const [file] = await Promise.all([page.waitForEvent('download'), press(voter, 'download')]);
  const path = await file.path();
  assert.equal((await election.stage.tell({ do: 'cipher', path }))['ok'], true);
  await page.locator('[data-name="saved"] p').waitFor();
  await press(voter, 'finish');
  await at(voter, 'finish');
  await press(voter, 'hide');
  await at(voter, 'start');
  await press(voter, 'check');
  await at(voter, 'check');
  await press(voter, 'back');
  await at(voter, 'start');
  assert.deepEqual(voter.wrong, []);
  await voter.close();
});

test('the focus goes to the title of a new screen, and what happens is announced', async () => {
  const { election, browser } = here;
  const who = election.person(3);
  const voter = await Voter.open(browser, election.site);
  const { page } = voter;
  const onTitle = async (screen: string): Promise<void> => {
    await voter.at(screen);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', screen);
    assert.equal(await page.evaluate(() => scrollY), 0, screen);
    assert.equal(await page.title(), await voter.text('h1'));
  };

  await toBallot(voter, election, who);
  await onTitle('ballot');
  // The place is there before the words come: only then they are said.
  const refused = page.locator('[data-name="refused"]');
  assert.equal(await refused.getAttribute('role'), 'alert');
  assert.equal(await refused.innerText(), '');
  await markAll(voter, who);
  await voter.press('select');
  await onTitle('review');
  await voter.press('back-below');
  await onTitle('ballot');
  await voter.press('select');
  await onTitle('review');
  const said = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const place = document.querySelector('[data-name="announcement"]');
        if (place?.getAttribute('aria-live') !== 'assertive') return;
        new MutationObserver(() => {
          if (document.querySelector('[data-screen="receipt"]') && place.textContent) {
            resolve(place.textContent);
          }
        }).observe(place, { childList: true, characterData: true, subtree: true });
      }),
  );
  await voter.press('cast');
  await onTitle('receipt');
  assert.notEqual(await said, '');
  await voter.close();
});

test('who wants no motion gets none', async () => {
  const { election, browser } = here;
  const moving = (voter: Voter): Promise<string[]> =>
    voter.page.evaluate(() =>
      document.getAnimations().map((one) => (one as CSSAnimation).animationName),
    );
  for (const [reducedMotion, expected] of [
    ['reduce', false],
    ['no-preference', true],
  ] as const) {
    const voter = await Voter.open(browser, election.site, { reducedMotion });
    await toPin(voter);
    await typePin(voter, election.stranger);
    election.site.goWrong(/./, 'held');
    await voter.press('go');
    await voter.page.locator('.page[data-working="true"]').waitFor();
    assert.equal((await moving(voter)).includes('slide'), expected);
    election.site.mend();
    await voter.close();
  }
});

test('on paper there are the code and what it shows, and nothing to press', async () => {
  const { election, browser } = here;
  const voter = await Voter.open(browser, election.site, { colorScheme: 'dark' });

  await toReview(voter, election, election.person(4));
  await cast(voter);
  await voter.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const seen of ['[data-name="code"]', '.qr', '.attention', '.secrecy', '.band']) {
    assert.ok(await voter.page.locator(seen).first().isVisible(), seen);
  }
  for (const unseen of ['button', '.language', '.steps', 'footer']) {
    for (const one of await voter.page.locator(unseen).all()) {
      assert.ok(!(await one.isVisible()), unseen);
    }
  }
  const [ink, ground] = await voter.page.evaluate(() => {
    const style = getComputedStyle(document.querySelector('.receipt') ?? document.body);
    return [style.color, style.backgroundColor];
  });
  assert.deepEqual([ink, ground], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  await voter.close();
});
