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
record-marks = Marks for candidates: { $marks }, at most { $most } (ballots × mandates)
record-tie = Tie: the candidates № { $places } have equal votes, and there are fewer mandates than candidates among them. This record does not decide between them.
record-members = Signatures of the members of the commission
record-members-help = The members also sign this document with their keys; the names of the keys are given.
record-member = Surname, given name, signature · key { $key }
record-place = Place, date and time
record-seal = Place for the seal
record-signed = The electronic signature is in the file beside this one (protocol.note). It is checked with the program "auditor" or on the election's page.
