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
