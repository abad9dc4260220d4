# The voter's app in English. The keys of this file are the keys of every
# language: `build.rs` makes the enum `Key` from them.

### Everywhere

app-name = Menin Shailoom
app-tagline = Electronic voting
language-name = English
language-switch = Change language
language-current = Language: { $language }
banner-demo = DEMO MODE · this is not a real election
banner-rehearsal = REHEARSAL · this is not a real election
banner-real = This is a real election
banner-sandbox = SANDBOX · the identity service is simulated
step-of = Step { $step } of { $steps }
please-wait = Please wait…
button-continue = Continue
button-back = Back
button-close = Close
button-retry = Try again
button-cancel = Cancel
button-start-over = To the start
button-confirm = Confirm
button-copy = Copy
button-share = Share
button-help = Help: { $hotline }
hotline = Hotline: { $hotline }
hotline-call = If it does not help, call { $hotline }.
hotline-now = Call { $hotline }.
server-time = Server time (Bishkek): { $time }
button-disabled-hint = Not available yet
image-tunduk = Tunduk, the sign of the app

### Start

start-title = My election
start-day-label = Voting day
start-hours-label = Hours (Bishkek)
start-hours = { $opens } – { $closes }
start-left-label = Time left
start-grace-label = Time left to finish your vote
start-opens-in-label = Opens in
start-left = Time left: { $duration }
start-opens-in = Opens in: { $duration }
start-closed = Voting has ended
start-go = Go to voting
start-check = Check my vote
start-resume = Continue sending your vote
start-resume-help = A sealed ballot has not got its receipt yet.

### PIN

pin-title = PIN
pin-heading = Enter your PIN, the personal ID number
pin-field = Personal ID number
pin-helper = 14 digits, shown in your passport
pin-count = { $count } / 14 digits
pin-purpose = The PIN is only used to find you on the voter list. It is not connected with your vote.
pin-read-back = Read the digits out
pin-read-back-text = You entered: { $digits }
pin-read-back-empty = No digit has been entered yet
pin-clear = Clear
pin-too-short = { $missing ->
    [one] One digit is missing.
   *[other] { $missing } digits are missing.
 }
pin-not-digits = A PIN has digits only. Remove the other characters.
pin-bad-format = This does not look like a PIN. Compare it with your passport, digit by digit.

### Identification

identify-title = Identification
identify-cloud-title = Enter cloud signature
identify-code-field = Verification code
identify-code-placeholder = XXXXXX
identify-code-accessible = Verification code, 6 digits, one field
identify-code-get = Get code by e-mail
identify-code-confirm = Confirm the code
identify-code-sent = If this PIN has a cloud signature, a code has been sent to its e-mail address. It is valid for { $minutes } min.
identify-code-again = Get a new code
identify-code-again-in = A new code can be had in { $seconds } s
identify-face-title = Pass facial identification
identify-face-help = No signature? Use the camera.
identify-face-go = Go to Face-ID
identify-back = BACK
identify-checking = Checking who you are…
identify-provider-down = The service for this way does not answer now. Use the other way.

### Face

face-title = Face-ID
face-heading = Look straight into the camera
face-check = Is the picture clear?
face-help = Good light, no hat, no dark glasses, one person in the picture.
face-privacy = The picture is used to identify you only: the registrar hands it to the identity service and does not keep it.
face-capture = Take the picture
face-retake = Take it again
face-use = Use this picture
face-checking = Comparing the picture…
face-preview-accessible = Camera picture
face-file = Choose a picture file
face-too-dark = The picture is too dark. Turn towards the light.
face-too-small = The picture is too small. Come closer.
face-unreadable = This picture cannot be read. Take it again.

### What a platform asks or hides by itself

camera-purpose = The camera takes the picture for Face-ID and scans QR codes of receipts. The picture is used to identify you only.
screen-recorded = The screen is being recorded or shown elsewhere. Stop that to go on.

### Voter

voter-title = Your details
voter-name = Surname, given name, patronymic
voter-district = Electoral district
voter-photo = Your photo
voter-initials = No photo. Initials: { $initials }
voter-not-you = Is this not you, or is the district wrong? Do not vote, call { $hotline }.
voter-start = Start

### Ballot

ballot-title = Ballot
ballot-council-label = Council/District
ballot-district = { $council } \ No. { $number } { $name } electoral district
ballot-limit = (up to { $limit } { $limit ->
    [one] candidate
   *[other] candidates
 } may be chosen)
ballot-heading = Council/District { $council } \ No. { $number } { $name } electoral district (up to { $limit } { $limit ->
    [one] candidate
   *[other] candidates
 } may be chosen)
ballot-instruction = Mark a candidate or "Against all", press SELECT
ballot-instruction-no-against = Mark a candidate, press SELECT
ballot-against-all = AGAINST ALL CANDIDATES
ballot-select = SELECT
ballot-candidate = { $number }. { $name }
ballot-candidate-photo = Photo: { $name }
ballot-no-photo = The photo has not loaded. You can vote without it.
ballot-marked = marked
ballot-unmarked = not marked
ballot-count = Up to { $limit }: { $count } / { $limit }
ballot-count-accessible = { $count } of { $limit } marks used
ballot-count-against-all = Against all candidates
ballot-more-below = More candidates below
ballot-announce-marked = Marked: { $name }. { $count } of { $limit }.
ballot-announce-unmarked = Mark removed: { $name }. { $count } of { $limit }.
ballot-refused-limit = { $limit ->
    [one] One candidate is chosen. To choose another, remove that mark first.
   *[other] { $limit } candidates are chosen. To choose another, remove a mark first.
 }
ballot-refused-against-all-marked = “Against all candidates” is marked. To choose a candidate, remove that mark first.
ballot-refused-candidates-marked = Candidates are marked. To choose “Against all candidates”, remove those marks first.
ballot-refused-below-minimum = { $minimum ->
    [one] Mark at least one candidate.
   *[other] Mark at least { $minimum } candidates.
 }

### Nothing chosen

nothing-title = Nothing is chosen
nothing-body = Mark at least one candidate or “Against all candidates”. There is no hurry.
nothing-body-no-against = Mark at least one candidate. There is no hurry.
nothing-back = Back to the ballot
blank-heading = You have marked nothing
blank-body = Such a ballot may be cast. It counts as taking part, for nobody.

### Review

review-title = Check your choice
review-heading = { $count ->
    [one] You marked one candidate
   *[other] You marked { $count } candidates
 }
review-heading-against-all = You chose “Against all candidates”
review-against-all-body = Your vote goes to none of the candidates.
review-unused = { $count ->
    [one] 1 mark is left. You need not use it.
   *[other] { $count } marks are left. You need not use them.
 }
review-all-used = All marks are used.
review-final = Once cast, the vote cannot be changed.
review-revote = You may vote again until closing. Only the last vote counts.
review-code-label = Code of the sealed ballot
review-check-device = Check this device
review-back = Back
review-cast = Cast vote
review-sealing = Sealing the ballot…

### Check this device

device-title = Check this device
device-heading = Does this device seal what it shows?
device-intro = You can see for yourself that the ballot holds the marks you made. You need a second device.
device-step-one = On the second device open { $address }.
device-step-two = With it, scan the code below first.
device-step-three = Then press “Open this ballot” here.
device-step-four = The second device shows the marks. Compare them.
device-step-opened = Now scan this code with the second device.
device-void = The opened ballot becomes void and is never cast. After that you seal a new one.
device-may-differ = For a check you may mark other candidates. So nobody learns how you vote.
device-scanned = I have scanned the code
device-open = Open this ballot
device-opened = The ballot is open and void
device-opened-body = Compare the marks on the second device. If they differ, do not vote on this device, call { $hotline }.
device-new = Back to the ballot
device-qr = QR code of the sealed ballot
device-opening-qr = QR code that opens the ballot
device-opening-save = Save the opening to a file

### Casting

casting-title = Casting
casting-heading = Your vote is on its way
casting-right = Your right to vote
casting-sign = Signature of the ballot
casting-send = Delivery to the ballot box
casting-verify = Check of the receipt
casting-done = Done
casting-help = If the connection breaks or the app closes, nothing is lost: the same ballot is sent again.
casting-help-browser = If the connection breaks or the page is reloaded, the same ballot is sent again. Do not close a private window before the receipt: the ballot would go with it.

### Unknown outcome

unknown-title = Connection broken
unknown-heading = We are asking whether your vote has arrived
unknown-body = Nothing is lost. The same sealed ballot is sent again and is not counted twice.
unknown-body-browser = Nothing is lost. The same sealed ballot is sent again and is not counted twice. Do not close a private window before the receipt: the ballot would go with it and could not be sent again.
unknown-next-label = Next try
unknown-next = { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
 }
unknown-retry = Try now

### Receipt

receipt-title = Your vote is accepted
receipt-heading = Thank you! Your vote is in the ballot box and checked
receipt-code-label = Control code
receipt-code-accessible = Control code, by characters: { $code }
receipt-qr = QR code of the control code
receipt-attention = Attention!
receipt-can = With this code you check that your vote is included in the final tally.
receipt-cannot = The code does not show whom you voted for.
receipt-download = Download
receipt-download-help = You can save the cipher of your vote
receipt-keeping-browser = In a private window everything that the browser keeps goes with the window: download the cipher.
receipt-pdf = Save as PDF
receipt-saved = The file is saved: { $file }
receipt-save-failed = The file could not be saved. Choose another place. The receipt stays in the app.
receipt-saved-browser = The download has begun: { $file }. See that the file is there.
receipt-save-failed-browser = The file could not be made. Check the connection and try again.
receipt-copied = The code is copied
receipt-place = Place in the ballot box: { $index }
receipt-rechecked = Checked again: { $time }
receipt-secrecy = The secrecy of voting is guaranteed!
receipt-finish = Finish and hide

### Finish and hide

finish-title = Finish and hide
finish-heading = Keep or write down the code
finish-body = The receipt will be hidden: only whoever unlocks the device sees it. The next voter does not.
finish-body-browser = The receipt stays in this browser: whoever opens it can see the receipt, but not whom you voted for. On someone else's computer, vote in a private window and close it only after the receipt.
finish-confirm = Hide
finish-done = Hidden. The device is ready for the next voter.
receipts-title = Kept receipts
receipts-unlock = Unlock the device to see the receipts
receipts-unlock-go = Unlock
receipts-show-browser = The receipts are kept in this browser. Whoever opens it can see them.
receipts-show-go = Show
receipts-none = No receipt is kept on this device
receipts-item = Open the receipt: { $date }

### Check

check-title = Check my vote
check-heading = Enter the control code
check-field = Control code
check-help = The code is on your receipt. No sign-in is needed.
check-go = Check
check-scan = Scan the QR code
check-open-file = Open a vote cipher (.shailoo)
check-looking = Looking…
check-recorded = Recorded
check-recorded-body = The vote with this code is in the ballot box. The final tally comes after voting ends.
check-recorded-revote = The vote with this code is in the ballot box. If the voter has voted again, only the last vote counts. The final tally comes after voting ends.
check-tallied = In the final tally
check-tallied-body = The vote with this code is included in the final tally.
check-not-counted = Recorded, but not counted
check-not-counted-body = This entry is in the ballot box but did not pass a check. Keep the code and call { $hotline }.
check-unknown = No such vote
check-unknown-body = No vote has this code. Compare the code character by character. If it is right, call { $hotline }.
check-two = Two votes have this code
check-two-body = This must not happen. Keep the code and call { $hotline }.
check-spoiled = A void ballot was recorded
check-spoiled-body = A ballot opened for a device check must never be in the ballot box. Do not trust that device, call { $hotline }.
check-mistyped = There is a typing mistake in the code. Compare it character by character.
check-proof-good = The proof was checked on this device.
check-proof-bad = The proof does not fit. Keep the code and call { $hotline }.
check-file-good = The vote cipher is genuine and in the ballot box.
check-file-bad = This file is damaged or not a vote cipher of this election.
check-no-choice = This check never shows the choice.
check-right-title = Was my right to vote used?
check-right-go = Ask
check-right-used = Yes. The right was used, issued { $time }.
check-right-unused = No. The right has not been used.
check-right-not-mine = If this was not you, call { $hotline }.
check-right-pending = The list of issued rights is published every hour. Ask again after { $time }.
check-again = Check again
check-right-row-unused = It issued no right to you, and its list shows none.
check-right-row-used = It issued your right { $time }, and its list shows it.
check-right-row-waiting = It issued your right { $time }. Its list is published every hour.
check-right-row-differs = What it says and what its list shows differ. Call { $hotline }.
check-witnessed = Independent witnesses have confirmed this.
check-not-witnessed = Independent witnesses have not confirmed this yet.

### Session

session-warning-title = Are you still there?
session-warning-body = { $minutes ->
    [one] The session ends in 1 minute. Your marks stay until then.
   *[other] The session ends in { $minutes } minutes. Your marks stay until then.
 }
session-extend = I am here, go on
session-expired-title = The session has ended
session-expired-body = For your safety the marks were removed. Nothing was cast, your right is unused. Start again.
session-lost-title = The app was closed
session-lost-body = The marks were not kept, as a secret vote demands. Nothing was cast. Start again.

### Whose turn it is

turn-you = Your turn
turn-network = The connection
turn-server = The server's turn
turn-election = The election
turn-label = What to do

### Calm screens

not-listed-title = You are not on this list
not-listed-body = This list holds those who applied for electronic voting. If you did not apply, vote at your polling station.
not-listed-call = If you applied, call { $hotline }.
already-voted-title = Your right is already used
already-voted-body = It was used { $time }.
already-voted-not-you = If this was not you, call { $hotline }.
already-voted-check = Check my vote
closed-title = Voting has ended
closed-body = It ended { $time } (Bishkek). A vote cast before can be checked.
not-open-title = Voting has not begun
not-open-body = It begins { $time } (Bishkek).
grace-over-title = The vote came too late
grace-over-body = Voting ended before this ballot reached the ballot box. It was not counted.
no-camera-title = There is no camera
no-camera-body = This device has no camera the app can use. Enter the code by e-mail, or use another device.
camera-denied-title = The camera is not allowed
camera-denied-body = Allow the camera for this app in the device's settings, then try again.
wrong-clock-title = The clock of this device is wrong
wrong-clock-body = Set date and time to automatic in the settings, then try again.
app-old-title = This app is too old
app-old-body = Install the newest version, then go on. Nothing is lost.
against-all-title = Against all candidates
election-none-title = There is no election now
election-none-body = Come back on voting day.

### Errors

error-network-title = There is no connection
error-network-body = Check mobile data or Wi-Fi and try again. Nothing is lost.
error-timeout-title = The connection is slow
error-timeout-body = The answer did not come in time. Try again. Nothing is lost.
error-server-title = The server cannot answer
error-server-body = This is not your fault. Wait a little and try again.
error-busy-title = Many people are voting now
error-busy-body = { $seconds ->
    [one] Try again in 1 second. Your place is not lost.
   *[other] Try again in { $seconds } seconds. Your place is not lost.
 }
error-identity-title = You could not be identified
error-identity-body = Check the PIN and try again, or use the other way.
error-wrong-code-title = The code is not right
error-wrong-code-body-plain = Look at the latest letter and type its code.
error-wrong-code-body = { $left ->
    [one] Look at the latest letter. 1 try is left.
   *[other] Look at the latest letter. { $left } tries are left.
 }
error-code-expired-title = The code is out of date
error-code-expired-body = Get a new code by e-mail.
error-too-many-title = Too many tries
error-too-many-body = { $minutes ->
    [one] Wait 1 minute and try again.
   *[other] Wait { $minutes } minutes and try again.
 }
error-face-title = The face was not recognised
error-face-body = Turn towards the light and try again, or use the code by e-mail.
error-provider-title = The identity service does not answer
error-provider-body = This is not your fault. Use the other way, or try later.
error-provider-slow-title = The identity service is slow
error-provider-slow-body = Wait. If no answer comes, try again.
error-signature-expired-title = The cloud signature is out of date
error-signature-expired-body = Renew it at a service centre, or use Face-ID.
error-identity-expired-title = The identification is out of date
error-identity-expired-body = Identify yourself again. Nothing was cast.
error-refused-title = The registrar refused
error-refused-body = The refusal is signed and kept.
error-ballot-refused-title = The ballot box refused the ballot
error-ballot-refused-body = The ballot was not counted.
error-untrusted-title = The server's answer could not be verified
error-untrusted-body = Do not vote now.
error-storage-title = The device could not keep the sealed ballot
error-storage-body = Free some space and try again. Nothing was sent.
error-storage-rebuilt-title = The app's store was damaged
error-storage-rebuilt-body = It was built anew. Receipts are fetched from the servers again.
error-internal-title = Something went wrong in the app
error-internal-body = Nothing was sent. Start again.

### Printed receipt

pdf-title = Receipt of an electronic vote
pdf-election = Election
pdf-district = Electoral district
pdf-code = Control code
pdf-time = Accepted
pdf-can = With this code anyone can check that the vote is in the ballot box and in the final tally.
pdf-cannot = The code does not show whom the voter chose, nor who the voter is.
pdf-how = To check, open { $address } and enter the code, or scan the QR code.
pdf-hotline = Hotline: { $hotline }
pdf-secrecy = The secrecy of voting is guaranteed!
pdf-not-real = This was not a real election.

### Text terminal

terminal-language = Press a number to choose the language
terminal-mark = Press a number to mark or unmark, Enter to go on
terminal-choose = Press a number to choose
terminal-enter = Enter – go on
terminal-back = { $key } – back
terminal-switch = { $key } – language
terminal-read = { $key } – read the digits out
terminal-help = { $key } – help
terminal-quit = { $key } – quit
terminal-quit-ask = Quit? Marks are not kept. Press { $key } once more to quit.
terminal-not-understood = This key does nothing here.
terminal-type-pin = Type the PIN and press Enter
terminal-type-code = Type the code and press Enter
terminal-type-control-code = Type the control code and press Enter
terminal-type-picture = Type the path of a picture file (JPEG) and press Enter
terminal-type-file = Type the path for the file and press Enter
terminal-page = Page { $page } of { $pages }
terminal-too-narrow = Make the window wider, please.
terminal-goodbye = Goodbye!

### Time

time-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
time-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
 }
time-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
 }
time-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
 }
date-long = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }
date-until = until { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year } (inclusive)
