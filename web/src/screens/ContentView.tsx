import type { Content, Frame, Screen } from '../../generated/screens.js';
import { BallotPage } from './BallotPage.js';
import { CastingPage } from './CastingPage.js';
import { CheckPage } from './CheckPage.js';
import { DeviceCheckPage } from './DeviceCheckPage.js';
import { FacePage } from './FacePage.js';
import { FinishPage } from './FinishPage.js';
import { FoundPage } from './FoundPage.js';
import { IdentifyPage } from './IdentifyPage.js';
import { NoticePage } from './NoticePage.js';
import { OpeningPage } from './OpeningPage.js';
import { PinPage } from './PinPage.js';
import { ReceiptPage } from './ReceiptPage.js';
import { ReceiptsPage } from './ReceiptsPage.js';
import { ReviewPage } from './ReviewPage.js';
import { RightPage } from './RightPage.js';
import { StartPage } from './StartPage.js';
import { UnknownPage } from './UnknownPage.js';
import { VoterPage } from './VoterPage.js';

/** The page of each kind of screen. */
export function ContentView({ screen: { content, frame } }: { screen: Screen }) {
  return pageOf(content, frame);
}

function pageOf(content: Content, frame: Frame) {
  if ('opening' in content) return <OpeningPage screen={content.opening} />;
  if ('start' in content) return <StartPage screen={content.start} frame={frame} />;
  if ('pin' in content) return <PinPage screen={content.pin} frame={frame} />;
  if ('identify' in content) return <IdentifyPage screen={content.identify} />;
  if ('face' in content) return <FacePage screen={content.face} />;
  if ('voter' in content) return <VoterPage screen={content.voter} frame={frame} />;
  if ('ballot' in content) return <BallotPage screen={content.ballot} />;
  if ('review' in content) return <ReviewPage screen={content.review} />;
  if ('deviceCheck' in content)
    return <DeviceCheckPage screen={content.deviceCheck} frame={frame} />;
  if ('casting' in content) return <CastingPage screen={content.casting} />;
  if ('unknown' in content) return <UnknownPage screen={content.unknown} frame={frame} />;
  if ('receipt' in content)
    return <ReceiptPage screen={content.receipt} announcement={frame.announcement} />;
  if ('finish' in content) return <FinishPage screen={content.finish} />;
  if ('receipts' in content) return <ReceiptsPage screen={content.receipts} />;
  if ('check' in content) return <CheckPage screen={content.check} />;
  if ('found' in content) return <FoundPage screen={content.found} frame={frame} />;
  if ('right' in content) return <RightPage screen={content.right} frame={frame} />;
  return <NoticePage screen={content.notice} frame={frame} />;
}
