import { meaning, reportNotes, reportText } from '../../generated/verify.js';
import { useWords } from '../pages/words.js';
import { OwnButton } from '../parts/ActionButton.js';
import { Card, Heading } from '../parts/Words.js';
import { download } from '../platform/download.js';
import type { About, DistrictReport, Failure, Notes, Report } from './answers.js';
import { logName } from './AuditPart.js';
import { Outcome } from './DevicePart.js';
import { bandOf, titled } from './election.js';

/** Failures that are shown; the saved report has more. */
const SHOWN = 50;

interface Props {
  report: Report;
  /** The election that the record says it is of, verified or not. */
  claimed: string | undefined;
  took: number;
  /** The election whose page this is, if that is known. */
  about: About | null;
  again: () => void;
}

/** What an audit has established. */
export function ReportView({ report, claimed, took, about, again }: Props) {
  const words = useWords();
  const json = JSON.stringify(report, null, 2);
  const notes = JSON.parse(reportNotes(words.language, json, claimed, about?.election)) as Notes;
  const isOther = claimed !== undefined && about !== null && claimed !== about.election;
  // Registrars of another election have other names.
  const own = isOther ? null : about;
  const registrars = own?.registrars.map((registrar) => registrar.name) ?? [];
  const text = (): string => reportText(words.language, json, registrars, claimed, about?.election);
  const facts: [string, string][] = [
    [words.text('audit-entries'), words.number(report.entries)],
    [words.text('audit-recorded'), words.number(report.recorded)],
    [words.text('audit-counted'), words.number(report.counted)],
    [words.text('audit-took'), words.duration(Math.round(took / 1_000))],
  ];
  return (
    <div class="report" data-ok={report.ok}>
      {notes.verdict === 'foreign' ? (
        <Outcome tone="warn" sign="unknown" title={words.text('audit-of-another')} verdict="other">
          <p>{words.text('audit-of-another-body', { election: claimed ?? '' })}</p>
        </Outcome>
      ) : notes.verdict === 'unfinished' ? (
        <Outcome
          tone="info"
          sign="unknown"
          title={words.text('audit-unfinished')}
          verdict="unfinished"
        >
          <p>{words.text('audit-unfinished-body')}</p>
          <p class="secondary">
            <code>{report.failures[0]?.code}</code>
          </p>
        </Outcome>
      ) : report.ok ? (
        <Outcome
          tone="ok"
          sign="check"
          title={words.text(notes.verdict === 'passes' ? 'audit-passes' : 'audit-passes-voting')}
          verdict="passes"
        >
          <p>{words.text('audit-passes-body')}</p>
        </Outcome>
      ) : (
        <Outcome tone="error" sign="alert" title={words.text('audit-fails')} verdict="fails">
          <p>
            {words.text('audit-fails-count', {
              count: report.failures_total,
              number: words.number(report.failures_total),
            })}
          </p>
          <p>{words.text('audit-fails-body')}</p>
        </Outcome>
      )}
      <NotThis report={report} about={about} />
      <Card>
        <Heading
          text={report.title ? titled(words, report.title) : words.text('audit-summary')}
          small
        />
        <dl class="plain-lines">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {report.election && (
          <p class="secondary">{`${words.text('audit-election')}: ${report.election}`}</p>
        )}
      </Card>
      {notes.verdict === 'fails' && (
        <Failures failures={report.failures} total={report.failures_total} about={own} />
      )}
      {report.districts.length > 0 && <Heading text={words.text('audit-districts')} />}
      {report.districts.map((district, place) => (
        <District
          key={district.district}
          district={district}
          uncounted={notes.uncounted}
          unused={notes.unused[place] ?? []}
          registrars={registrars}
        />
      ))}
      <div class="saves">
        <OwnButton
          label={words.text('audit-save-text')}
          name="save-text"
          press={() =>
            download('audit.txt', 'text/plain;charset=utf-8', new TextEncoder().encode(text()))
          }
        />
        <OwnButton
          label={words.text('audit-save-json')}
          name="save-json"
          press={() =>
            download('audit.json', 'application/json', new TextEncoder().encode(`${json}\n`))
          }
        />
        <OwnButton label={words.text('audit-print')} name="print" press={() => print()} />
        <OwnButton label={words.text('audit-new')} kind="plain" name="new" press={again} />
      </div>
    </div>
  );
}

/** A record of no real election, or of another one, proves nothing about the one that people mean. */
function NotThis({ report, about }: { report: Report; about: About | null }) {
  const words = useWords();
  const band = bandOf(report.kind);
  const other = report.election !== undefined && about && report.election !== about.election;
  return (
    <>
      {band && (
        <p class="information warn" data-name="kind">
          {words.text(band)}
        </p>
      )}
      {other && (
        <p class="information warn" data-name="other">
          {words.text('audit-other')}
        </p>
      )}
    </>
  );
}

interface FailuresProps {
  failures: Failure[];
  total: number;
  about: About | null;
}

function Failures({ failures, total, about }: FailuresProps) {
  const words = useWords();
  if (failures.length === 0) return null;
  return (
    <section class="failures">
      <Heading text={words.text('audit-failures')} />
      <ol>
        {failures.slice(0, SHOWN).map((failure, place) => (
          <li key={place} class="card" data-name="failure" data-code={failure.code}>
            <b>{meaning(words.language, failure.code)}</b>
            <p class="secondary">
              {failure.entry === undefined
                ? logName(words, about, failure.log)
                : words.text('audit-failure-place', {
                    log: logName(words, about, failure.log),
                    entry: words.number(failure.entry),
                  })}
            </p>
            <p class="secondary">
              <code>{failure.code}</code>
            </p>
            <dl class="plain-lines">
              <div>
                <dt>{words.text('audit-failure-expected')}</dt>
                <dd lang="en">{failure.expected}</dd>
              </div>
              <div>
                <dt>{words.text('audit-failure-found')}</dt>
                <dd lang="en">{failure.found}</dd>
              </div>
            </dl>
          </li>
        ))}
      </ol>
      {total > SHOWN && (
        <p class="secondary">{words.text('audit-fails-shown', { count: SHOWN })}</p>
      )}
    </section>
  );
}

interface DistrictProps {
  district: DistrictReport;
  /** What is said where there are no counts. */
  uncounted: string;
  /** Rights that no ballot has used, of each registrar. */
  unused: number[];
  /** Names of the registrars from 1 on, where they are known. */
  registrars: string[];
}

function District({ district, uncounted, unused, registrars }: DistrictProps) {
  const words = useWords();
  const caption = words.text('audit-district', {
    council: titled(words, district.council),
    number: district.number,
    name: titled(words, district.name),
  });
  const most = Math.max(1, ...(district.counts ?? []).map((line) => line.votes));
  return (
    <Card kind="district-report">
      <h3>{caption}</h3>
      <p>{words.text('audit-district-ballots', { count: words.number(district.ballots) })}</p>
      {district.issuance.map((issued, place) => (
        <p key={issued.registrar} class="secondary">
          {words.text('audit-issued', {
            registrar:
              registrars[Number(issued.registrar) - 1] ??
              words.text('record-registrar', { name: issued.registrar }),
            listed: words.number(issued.listed),
            issued: words.number(issued.issued),
            unused: words.number(unused[place] ?? 0),
          })}
        </p>
      ))}
      {!district.counts && <p>{uncounted}</p>}
      {district.counts && (
        <div role="figure" aria-label={words.text('election-chart', { district: caption })}>
          <table class="votes" role="table">
            <caption class="unseen">{caption}</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">
                  {words.text('audit-column-candidate')}
                </th>
                <th role="columnheader" scope="col" class="figure">
                  {words.text('audit-column-votes')}
                  <span>{words.text('audit-column-share')}</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {district.counts.map((line, place) => (
                <tr key={place} role="row">
                  <th role="rowheader" scope="row">
                    {line.candidate === undefined
                      ? words.text('ballot-count-against-all')
                      : `${place + 1}. ${line.candidate}`}
                    {district.tied?.includes(place + 1) && (
                      <span class="tied">{words.text('audit-tied')}</span>
                    )}
                    <Bar value={line.votes} most={most} />
                  </th>
                  <td role="cell" class="figure">
                    <b>{words.number(line.votes)}</b>
                    <span>{words.percent(line.votes, district.ballots)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {Boolean(district.tied?.length) && (
        <p class="information warn">{words.text('audit-tied-note')}</p>
      )}
    </Card>
  );
}

/** Shows what the number beside it says. */
function Bar({ value, most }: { value: number; most: number }) {
  return (
    <svg class="bar-of-votes" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="2" />
      <rect class="votes-rect" width={(100 * value) / most} height="2" />
    </svg>
  );
}
