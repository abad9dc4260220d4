# The public pages in English: checking, auditing, and what an election shows
# to everybody.

### Both pages

page-verify-title = Check and audit
page-election-title = Election
page-to-voting = Go to voting
page-to-verify = Check and audit
page-to-election = Election and results
page-loading = Loading…
page-menu = Pages

### The page of checking

verify-tab-device = Check a device
verify-tab-vote = Check my vote
verify-tab-audit = Audit the election
verify-tabs = Kinds of checks
verify-intro = This page takes nobody’s word: this device verifies everything by itself. There is no sign-in, and whom you voted for is shown nowhere.
verify-reading = Reading the election’s data and verifying the commission’s signatures…
verify-none-title = The election’s data could not be verified
verify-none-unreadable = The ballot box does not answer. Check the connection and try again.
verify-none-unsigned = The data that the server shows is not validly signed by the commission. Do not trust it.
verify-none-other = The server shows the data of another election. Do not trust it.
verify-none-config = The page is not set up rightly. Tell whoever runs it.
verify-kept = There is no connection. The election’s data was kept by this browser; its signatures have been verified again now.
verify-worker-failed = The verifying program has stopped. Reload the page.
verify-file-failed = This file could not be read. Choose it again.
verify-hotline = Help by telephone: { $hotline }

### Scanning

scan-start = Scan with the camera
scan-stop = Stop the camera
scan-looking = Show the code to the camera
scan-picture = Choose a picture of the code
scan-nothing = No QR code was found in this picture. Take all of the code, and sharply.
scan-no-camera = No camera was found. Choose a picture or a file, or enter the text.
scan-camera-denied = The camera is not allowed. You can allow it in the browser’s settings, or choose a picture or a file.

### Checking a device

device-check-heading = Did the other device seal the marks that you made?
device-check-intro = On the device that you vote on press “Check this device”, and open this page on a second one. The order matters: first the code, then the opening.
device-check-code-title = Read the code of the sealed ballot
device-check-code-field = The whole text of the QR code
device-check-code-help = Only where scanning is impossible: the word at the beginning and 52 characters. The short code is not enough.
device-check-code-go = Take this code
device-check-short = This is the short code. To check a device the whole text of the QR code is needed: with the short one a device could show another ballot later.
device-check-other-kind = This code is of another election.
device-check-mistyped = This is not the code of a sealed ballot, or there is a mistake in it. Scan it again.
device-check-code-read = The code is read
device-check-code-compare = Does the first device show the same code? Then press “Open this ballot” there.
device-check-opening-title = Now read the code that opens the ballot
device-check-opening-file = Choose the file of the opening
device-check-opening-field = The text of the opening code
device-check-opening-go = Verify the ballot
device-check-waiting = Read the first code before this
device-check-true = The device sealed exactly these marks
device-check-compare = Are these the marks that you made on the first device? Then it told the truth. If not, do not vote on it, and call { $hotline }.
device-check-nobody = Nobody is marked
device-check-verified = What was verified
device-check-fact-code = The opened ballot is the one that was scanned first
device-check-fact-proof = Its proof holds, and it is for this district of this election
device-check-fact-encryption = These marks, and no others, are what is encrypted
device-check-fact-vote = Such a choice is permitted
device-check-false = Do not vote on this device
device-check-false-call = Take a picture of the screen and call { $hotline }. You can vote on another device.
device-check-malformed = What was read is no opening of a ballot, or is damaged. Read the second code again. If this happens again, do not vote on that device.
device-check-code = The device opened another ballot than the one it had shown. An honest device does not do that.
device-check-proof = The ballot’s proof does not hold, or it is for another election or district.
device-check-encryption = What is encrypted is not what the device says. The device is lying.
device-check-vote = The ballot holds a choice that is not permitted.
device-check-void = The checked ballot is void: it is never cast. The device seals a new one, which you may check as well.
device-check-may-differ = The marks that you check may differ from your real choice. Then whoever sees this screen does not learn whom you will vote for.
device-check-again = Check another ballot

### Checking a vote

vote-check-intro = Neither the code nor the file shows whom you voted for. A file is verified without a connection too.
vote-check-letters = { $count ->
    [one] No code has such a character, place: { $places }. Please compare it.
   *[other] No code has such characters, places: { $places }. Please compare them.
 }
vote-check-letters-help = Places are counted after the first word and the 1.
vote-check-checksum = There seems to be a typing mistake: the check characters do not fit. Please compare calmly, four at a time.
vote-check-length = The code begins with this election’s word and a 1, and 26 characters follow. Please check whether all of them are there.
vote-check-other-kind = This code is of another election: codes of a demonstration, a rehearsal and a real election begin with different words.
vote-check-drop = Or drop the file with the cipher of your vote (.shailoo) here
vote-check-file = Your vote is in the ballot box: the file proves it
vote-check-file-body = The file was verified without a connection. Whether the vote is in the final tally can be learnt from the server or by the audit.
vote-check-no-answer = The ballot box did not answer, so nothing can be said about the code. Check the connection and try again, or open the file.
vote-check-busy = The ballot box has many requests now. Try again in a minute.
vote-check-final = Recorded. The ballot box says: in the final tally
vote-check-final-body = That the vote is in the ballot box was verified here.
vote-check-asked = The code that was asked about:
vote-check-false = The proof does not hold
vote-check-false-file = This file does not prove that a vote is in the ballot box
vote-check-malformed = The file or the answer is damaged, or it is not the cipher of a vote.
vote-check-ballot = It holds no valid ballot of this election, or a ballot with another code.
vote-check-inclusion = It does not show that the ballot is in the ballot box’s log.
vote-check-checkpoint = It is not signed by this election’s ballot box.
vote-check-quorum = Too few witnesses have confirmed it.
vote-check-verified = What was verified on this device
vote-check-fact-ballot = The ballot is whole, was cast with a right to vote, and holds a permitted choice: { $district }
vote-check-fact-place = It is entry { $index } of the ballot box’s log, which had { $size } entries
vote-check-fact-witnesses = Independent witnesses have confirmed that log: { $witnesses }, needed: { $quorum }
vote-check-not-verified = What was not verified
vote-check-fact-final = That it is in the final tally is what the ballot box says. The audit proves it; you can run it on this page.
vote-check-fact-offline = No server was asked: what came after the file was written is not known
vote-check-ask = Ask the server now
vote-check-district = { $council }, No. { $number } { $name }

### The audit

audit-heading = Verify the whole election yourself
audit-intro = This tab reads the election’s log from beginning to end: every ballot, every signature, the rights that were issued, and the result. Nobody need be believed.
audit-speed-note = The tab works on one processor, which takes long with many votes. The page stays usable; the audit can be paused and gone on with later.
audit-goal = What to audit
audit-goal-result = The finished election with its result
audit-goal-voting = What is in the log so far
audit-server = Audit from the server
audit-archive = Choose an archive file (tar)
audit-drop = Or drop an archive here. It is sent nowhere.
audit-saved = An audit was begun and is saved
audit-saved-body = Saved: { $time }. Entries audited: { $entries }.
audit-saved-archive = To go on, choose the same archive again: { $name }
audit-go-on = Go on with the audit
audit-forget = Erase it and begin anew
audit-running = The audit is running
audit-opening = Opening the log and verifying the commission’s signatures…
audit-log-box = The ballot box’s log
audit-log-registrar = The log of registrar { $name }
audit-done = { $done } of { $total } entries
audit-speed = Speed
audit-speed-value = { $count } entries a second
audit-left = Time left
audit-left-value = about { $duration }
audit-estimating = being estimated…
audit-pause = Pause
audit-pausing = Pausing…
audit-paused = The audit is paused and saved in this browser
audit-paused-body = You may close the tab: you can go on from here later.
audit-resume = Go on
audit-unreadable = The data could not be read: { $reason }. What was audited is saved; you can go on.
audit-archive-bad = This is not an archive of an election: { $reason }
audit-state-bad = The saved audit does not fit this election, archive or program. Begin anew.
audit-passes = The audit passes: the election’s result is right
audit-passes-voting = Everything is right so far
audit-passes-body = This device verified every entry by itself and found nothing wrong.
audit-other = Beware: this is not the election whose page this is. Its record was audited, and nothing else.
audit-fails = The audit fails
audit-fails-count = { $count ->
    [one] One failure was found.
   *[other] { $number } failures were found.
 }
audit-fails-shown = The first { $count } are shown; the others are in the saved report.
audit-fails-body = Save the report and show it to the commission and to other auditors. They must come to the same.
audit-summary = What was read
audit-entries = Entries in the log
audit-recorded = Ballots recorded
audit-counted = Ballots counted
audit-took = The audit took
audit-election = Election
audit-districts = Results by district
audit-district = { $council } \ No. { $number } { $name } electoral district
audit-column-candidate = Candidate
audit-column-votes = Votes
audit-column-share = Share of ballots
audit-tied = equal votes
audit-tied-note = Candidates with equal votes share the last mandate. The law decides that, not this program.
audit-not-counted = The votes of this district are not counted yet
audit-unopened = This district has too few ballots, so their sum was not opened: it would show somebody’s choice
audit-issued = Registrar { $registrar }: { $listed } listed, { $issued } rights issued, { $unused } of them not used
audit-district-ballots = Ballots counted: { $count }
audit-failures = What is wrong
audit-failure-place = { $log }, entry { $entry }
audit-failure-expected = Demanded
audit-failure-found = Found
audit-save-json = Save the report for programs (JSON)
audit-save-text = Save the report as text
audit-print = Print
audit-new = A new audit
audit-report-title = Report of an audit of an election
audit-report-by = The report was made in a browser, and everything was verified there.
audit-why-log = The ballot box’s log is damaged, incomplete, or not the one that witnesses saw. Entries may have been changed or removed.
audit-why-blob = A file that the log names is absent or another one.
audit-why-manifest = The commission’s document about the election is not right or not properly signed.
audit-why-ceremony = The record of the ceremony that made the keys is not right.
audit-why-opening = It is not proved that the box was empty when it was opened.
audit-why-decision = A decision of the commission is not right or not permitted.
audit-why-closing = The closing of the box is not right: time, numbers or issued rights do not fit.
audit-why-ballot = A ballot is not valid or was cast twice. It does not count.
audit-why-issuance = The rights to vote that a registrar issued do not fit the list.
audit-why-statement = A trustee’s statement is not right or is about other ballots.
audit-why-share = A trustee’s share of the decryption is not right or absent.
audit-why-tally = The decrypted numbers are impossible.
audit-why-result = The announced result is not the one that was computed.
audit-why-receipt = A vote cipher is not right.
audit-why-unknown = A rule of the election is broken.

### The record of the results on paper

record-title = RECORD OF THE RESULTS
record-subtitle = of remote electronic voting
record-foot = Election { $election } · page { $page } of { $pages }
record-day = Election day: { $day }
record-election = Election id: { $value }
record-districts = Electoral districts: { $value }
record-ballots = Counted ballots: { $value }
record-entries = Entries in the log of the ballot box: { $value }
record-root = Root hash of the log: { $value }
record-result = Hash (SHA-256) of the signed result: { $value }
record-witnesses = Witnesses who have confirmed the log: { $value }
record-audited = Before this record was made the whole log was audited: every ballot, the lists of issued rights, the trustees' shares and the sums. The audit passed without remarks. Anybody can repeat it.
record-trustees = Trustees: { $count } of { $all } decrypt
record-trustee-stated = confirmed with a signature
record-trustee-silent = gave no confirmation
record-column-name = Name
record-column-tally-set = What is counted
record-council = Districts of the council
record-total = Total
record-column-district = District
record-column-mandates = Mandates
record-column-listed = Voters listed
record-column-issued = Rights issued
record-column-ballots = Ballots
record-column-against = Against all
record-district = Electoral district №{ $number } { $name }
record-mandates = Mandates: { $value }
record-registrar = Registrar: { $name }
record-listed = – voters on the list: { $value }
record-issued = – rights to vote issued: { $value }
record-unused = – of them without a ballot: { $value }
record-counted = Counted ballots: { $value }
record-unopened = Too few ballots were cast in this district to open their sum without showing how somebody voted. They were not opened.
record-column-candidate = Candidate
record-column-votes = Votes
record-column-spelled = In words
record-tied = tie
record-marks = Marks for candidates: { $marks }, at most { $most } (a mark for each mandate on each ballot)
record-tie = Tie: the candidates № { $places } have equal votes, and there are fewer mandates than candidates among them. This record does not decide between them.
record-members = Signatures of the members of the commission
record-members-help = The members also sign this document with their keys; the names of the keys are given.
record-member = Surname, given name, signature · key { $key }
record-place = Place, date and time
record-seal = Place for the seal
record-signed = The electronic signature is in the file beside this one (protocol.note). It is checked with the program “auditor” or on the election's page.

### Page of the election

election-day-label = Voting day
election-hours-label = Hours (Bishkek)
election-state-label = Now
election-state-before = Voting has not begun
election-state-open = Voting is going on
election-state-grace = Ballots under way are still taken in
election-state-counting = Voting is over, the count is not finished
election-state-result = The result is published
election-state-broken = The result did not pass the verification
election-state-unknown = The ballot box does not answer. What is shown may be old.
election-updated = As of { $time }
election-reading = Reading and checking the log: { $percent }
election-reading-long = The browser checks the result by itself. With many ballots this takes a while; the page can be used meanwhile.
election-turnout = Turnout
election-turnout-note = These are ballots that the ballot box has recorded. They have not been verified here, and nobody knows yet for whom they are.
election-column-district = District
election-column-ballots = Ballots
election-column-mandates = Mandates
election-column-against = Against all
election-total = Total
election-candidates = Candidates
election-candidates-note = In the order of the ballot. Up to { $mandates } can be marked.
election-no-result = There is no result yet
election-no-result-note = It appears here when the trustees have decrypted the sums and this browser has verified every one of their shares. Before that nobody knows a number.
election-result = Result
election-checked = This result was verified in your browser
election-checked-what = What was verified, and what was not
election-checked-done = Verified: the commission's signatures; the log's signature and its { $witnesses } witnesses; that { $entries } entries make this log; the key ceremony; the trustees' confirmation of what is counted; every trustee's proof; and that these numbers, and no others, follow.
election-checked-not = Not verified here: that each single ballot in the sums is valid and was cast with a right to vote. The whole audit verifies that.
election-to-audit = Audit everything
election-broken = No result is shown: the check failed
election-broken-note = What the ballot box hands out does not prove a result. Numbers that are told elsewhere are not proved either. Please tell the commission and the observers.
election-broken-entry = Entry { $entry } of the log
election-unreadable = The ballot box cannot be read just now. The page tries again by itself.
election-retry = Try again now
election-column-number = №
election-column-candidate = Candidate
election-column-votes = Votes
election-column-share = Share
election-tied = tie
election-tied-note = Tie: the candidates № { $places } have equal votes, and there are fewer mandates than candidates among them. This page does not decide between them.
election-unopened = Too few ballots were cast in this district to open their sum without showing how somebody voted. They were not opened.
election-empty = No ballots were cast in this district.
election-district = №{ $number } { $name }
election-ballots-of = Ballots: { $ballots }, mandates: { $mandates }. Shares are of the ballots.
election-proof = What these numbers rest on
election-proof-note = Each number follows from these entries of the ballot box's log.
election-proof-of = { $votes } votes. Go to the proof
election-entry = Entry
election-hash = Hash of the entry
election-file = File of the log
election-step-closing = The commission closed the box
election-step-tally-set = { $trustee } confirmed what is counted
election-step-share = { $trustee } gave a share with a proof
election-step-result = The commission stated the result
election-document = Signed result document
election-log = Log
election-log-size = Entries
election-log-root = Root hash
election-id = Election id
election-seen = Witnesses last saw the log
election-protocol = Record of the results (protokol)
election-protocol-none = The commission has not published it here yet.
election-protocol-ky = In Kyrgyz (PDF)
election-protocol-ru = In Russian (PDF)
election-protocol-signed = The commission's signature was verified in your browser.
election-protocol-bad = The file here is not the one that the commission has signed. It is not offered.
election-hotline = Help by telephone: { $hotline }
