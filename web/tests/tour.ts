/**
 * One voter's way past every kind of screen, with the messages that voters meet most. `show` is called
 * at each stop, with the screen drawn and its name.
 */

import type { Election } from './election.js';
import * as flow from './flow.js';
import type { Person } from './stage.js';
import { Voter, type Language } from './voter.js';

/** In which languages a stop is shown: while the core is at work, only in the one that it has. */
type Show = (voter: Voter, name: string, languages: readonly Language[]) => Promise<void>;

const BOTH = ['ru', 'ky'] as const;

export class Tour {
  private constructor(
    private readonly election: Election,
    private readonly who: Person,
    private readonly show: Show,
    private readonly voter: Voter,
  ) {}

  static async run(
    election: Election,
    who: Person,
    open: () => Promise<Voter>,
    show: Show,
  ): Promise<void> {
    // The core finds out what there is while the page is opened.
    election.site.goWrong(/./, 'held');
    const tour = new Tour(election, who, show, await open());
    await tour.opening();
    await tour.identify();
    await tour.ballot();
    await tour.cast();
    await tour.afterwards();
    await tour.voter.close();
    const other = new Tour(election, who, show, await open());
    await other.messages();
    await other.voter.close();
  }

  private see(name: string, languages: readonly Language[] = BOTH): Promise<void> {
    return this.show(this.voter, name, languages);
  }

  private async opening(): Promise<void> {
    const { voter, election } = this;
    await voter.passes('opening');
    await this.see('opening', ['ky']);
    await voter.page.evaluate(() => localStorage.setItem('language', 'ru'));
    await voter.page.reload();
    await voter.passes('opening');
    await this.see('opening', ['ru']);
    await voter.page.evaluate(() => localStorage.setItem('language', 'ky'));
    election.site.mend();
    await voter.page.reload();
    await voter.at('start');
    await this.see('start');
  }

  private async identify(): Promise<void> {
    const { voter, election, who } = this;
    await flow.toPin(voter);
    await this.see('pin');
    await flow.typePin(voter, who.pin);
    await this.see('pin-filled');
    await voter.press('go');
    await voter.at('identify');
    await this.see('identify');
    await voter.press('face');
    await voter.at('face');
    await voter.page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    await this.see('face');
    await flow.capture(voter);
    await this.see('face-taken');
    await voter.press('back');
    await voter.at('identify');
    await voter.press('get-code');
    const code = await election.stage.code(who.pin);
    await voter.at('identify');
    await voter.type('code', code === '111111' ? '222222' : '111111');
    await voter.press('confirm');
    await voter.told('wrong-code');
    await this.see('message-wrong-code');
    await voter.press('primary');
    await voter.at('identify');
    await voter.type('code', code);
    await voter.page.locator('[data-name="confirm"]').waitFor();
    await this.see('identify-code');
    await voter.press('confirm');
    await voter.at('voter');
    await this.see('voter');
  }

  private async ballot(): Promise<void> {
    const { voter } = this;
    await voter.press('begin');
    await voter.at('ballot');
    await this.see('ballot');
    await voter.press('select');
    await voter.told('nothing-chosen');
    await this.see('message-nothing-chosen');
    await voter.press('primary');
    await voter.at('ballot');
    await flow.mark(voter, 0, 2);
    await this.see('ballot-marked');
    await flow.mark(voter, 1);
    await voter.page.locator('[data-name="row"]').nth(3).click();
    await voter.page.locator('[data-name="refused"] p').waitFor();
    await this.see('ballot-refused');
    await voter.press('select');
    await voter.at('review');
    await this.see('review');
    await voter.press('check-device');
    await voter.at('deviceCheck');
    await this.see('device-check');
    await voter.press('next');
    await voter.press('next');
    await voter.page.locator('[data-name="save-opening"]').waitFor();
    await this.see('device-check-opened');
    await voter.press('next');
    await voter.at('ballot');
    await voter.press('select');
    await voter.at('review');
  }

  private async cast(): Promise<void> {
    const { voter, election } = this;
    const { site } = election;
    site.goWrong(/^\/v1\/ballots$/, 'held');
    await voter.press('cast');
    await voter.passes('casting');
    await voter.page.locator('.stages .done ~ .current').waitFor();
    await this.see('casting', ['ky']);
    site.mend();
    // The box is busy for so long that nothing changes here meanwhile.
    site.goWrong(/^\/v1\/ballots$/, { status: 503, code: 'busy', retry_after: 50 });
    await voter.at('unknown');
    await voter.press('retry');
    await voter.page.locator('.lines:has-text("4"), .lines:has-text("5")').waitFor();
    await voter.at('unknown');
    await this.see('unknown');
    await voter.speak('ru');
    site.mend();
    site.goWrong(/^\/v1\/ballots$/, 'held');
    await voter.press('retry');
    await voter.passes('casting');
    await voter.page.locator('.stages .done ~ .current').waitFor();
    await this.see('casting', ['ru']);
    site.mend();
    // A browser may send again by itself what has had no answer.
    const ended = ['unknown', 'receipt'].map(
      (kind) => `[data-screen="${kind}"][data-working="false"]`,
    );
    await voter.page.locator(ended.join()).waitFor();
    if (await voter.page.locator('[data-name="retry"]').isVisible()) await voter.press('retry');
    await voter.at('receipt');
    await this.see('receipt');
  }

  private async afterwards(): Promise<void> {
    const { voter, who } = this;
    const code = await flow.code(voter);
    await voter.saved('download');
    await voter.page.locator('[data-name="saved"] p').waitFor();
    await this.see('receipt-saved');
    await voter.press('finish');
    await voter.at('finish');
    await this.see('finish');
    await voter.press('hide');
    await voter.at('start');
    await this.see('start-with-receipt');
    await voter.press('receipts');
    await voter.at('receipts');
    await this.see('receipts-locked');
    await voter.press('unlock');
    await voter.page.locator('[data-name="open"]').waitFor();
    await this.see('receipts');
    await voter.press('back');
    await voter.at('start');
    await voter.press('check');
    await voter.at('check');
    await this.see('check');
    await voter.type('control-code', code);
    await voter.press('go');
    await voter.at('found');
    await this.see('found');
    await voter.press('close');
    await voter.at('start');
    await voter.press('check');
    await voter.at('check');
    await voter.press('right');
    await flow.typePin(voter, who.pin);
    await voter.press('go');
    await flow.identifyByFile(voter, who.face);
    await voter.at('right');
    await this.see('right');
    await voter.press('close');
    await voter.at('start');
  }

  /** In a browser that knows nothing of this voter. */
  private async messages(): Promise<void> {
    const { voter, election, who } = this;
    await flow.toIdentify(voter, who.pin);
    await flow.identifyByFile(voter, who.face);
    await voter.told('already-voted');
    await this.see('message-already-voted');
    await voter.press('other-0');
    await flow.toPin(voter);
    await flow.typePin(voter, who.pin);
    await election.stage.tell({ do: 'cut', party: 'registrars' });
    await voter.press('go');
    await voter.told('network');
    await this.see('message-network');
    await election.mend();
  }
}
