# The team of a chain, what changed, and the line that says so on an open page.

team-title = Team
team-lede = These people organise this chain. There can be several owners. They are equal.
team-you = (you)
team-nobody = Nobody.
# The heads of the two lists. $host: the name of the organisation.
team-on-host = On all chains of { $host }
team-on-chain = On this chain only
team-on-what-host = They have the same role on every chain, also on chains that are started later.
team-on-what-chain = They see nothing of the other chains.
team-col-name = Name
team-col-role = Role
team-col-since = Since
team-col-acts = What you can do
team-keeps-safe = Looks after safety
# The links and the button in the rows; a screen reader hears the name after them.
team-change = Change
team-leave = Leave the team
team-take-back = Take back
# Instead of a link, where an owner of this chain only looks at somebody of the host.
team-not-yours = Only an owner of the host can change this.
team-back = Back to the chain
team-back-to-team = Back to the team

# The names of the roles.
team-role-owner = Owner
team-role-organiser = Organiser
team-role-coder = Coder
team-role-reader = Reader
# In "You are there as …", in a message.
team-role-in-mail-owner = an owner
team-role-in-mail-organiser = an organiser
team-role-in-mail-coder = a coder
team-role-in-mail-reader = a reader
team-roles-title = What each role may do
team-may-owner = Everything an organiser may. Adds and removes people of the team, changes the contact details of the host, and takes the list of what changed as a file.
team-may-organiser = Adds people, sees how to reach them, writes for them, sends messages, sets the chain up, sorts points and writes the plan.
team-may-coder = Sees how far the chain is, reads what people said and sorts it into themes. Sees who is in the chain by name. Sees no email address, no phone number and nobody’s own page.
team-may-reader = Sees the themes, the numbers and the plan. Sees nobody of the chain by name, and not what single people said.

# Adding somebody.
team-add-title = Add somebody to the team
team-add-lede = They get an email with a link to sign in. They need no password.
team-add-name = Their name
team-add-name-hint = The team sees it. If they have an account here already, the name of that account stays.
team-add-email = Their email address
team-add-email-hint = They sign in with it. Take one that only they read.
team-add-role = What may they do?
team-add-where = Where?
team-add-chain = On this chain only ({ $chain })
team-add-host = On all chains of { $host }
team-add-button = Add to the team
team-email-wrong = Write an email address like name@example.org
team-oneself = This is your own address. You are in the team already.
# $name: as their account has it.
team-already-here = { $name } is in the team already. You can change the role there.
team-not-written = We may not write to this address. Whoever owns it asked us to stop. Take another one.

# What was just done, above the list.
team-done-added = Added. The email goes out in a few minutes. Until then you can take it back.
team-done-taken-back = Taken back. No email goes out.
team-done-too-late = This could not be taken back. The email is on its way, or somebody took it back before. You can still remove them.
team-done-changed = The role is changed. They have to sign in again if they may do less now.
team-done-removed = Removed. They are signed out and see nothing of the chain any more.

# One person of the team.
team-member-title = Change the role of { $name }
# $role: "Coder". $place: the chain or the host.
team-they-are-host = { $name } has this role on all chains of { $place }: { $role }.
team-they-are-chain = { $name } has this role on this chain only: { $role }.
team-member-question = What should change?
team-make-owner = Make them an owner
team-make-organiser = Make them an organiser
team-make-coder = Make them a coder
team-make-reader = Make them a reader
team-remove = Remove them from the team
team-remove-what-host = They lose all chains of the host at once.
team-remove-what-chain = They lose this chain at once. A role they have by the host stays.
team-leave-title = Leave the team
team-you-are-host = You have this role on all chains of { $place }: { $role }.
team-you-are-chain = You have this role on this chain only: { $role }.
team-leave-question = Do you want to leave?
team-leave-yes-host = Yes. I will see none of these chains any more.
team-leave-yes-chain = Yes. I give this role up.
team-leave-no = No, I stay
team-last-owner = There must be an owner. Make somebody else an owner first.
team-keeper = Who looks after safety then?
team-keeper-you = You are the one who reads what people write when they worry about somebody. Name who does this after you.
team-keeper-they = They read what people write when they worry about somebody. If they leave or may do less than an organiser, somebody else has to. Name who.
team-keeper-nobody = Nobody else organises all chains of the host. Add somebody first.
team-keeper-choose = Choose somebody
team-keeper-missing = Choose who looks after safety then

# What changed: the log.
log-title = What changed
log-lede = Who saw or changed what in this chain. Nobody can change or delete an entry.
log-group = What it is about
log-any = Everything
log-group-contact = Contact details
log-group-people = People
log-group-chats = Chats and meetings
log-group-messages = Messages
log-group-points = Points and themes
log-group-plan = Plan
log-group-setup = Set up
log-group-team = Team
log-by = Who did it
log-anybody = Anybody
log-by-people = The people in the chain
log-by-system = The system by itself
log-name = Name of somebody it is about
log-from = From
log-until = Until
log-found = { $count ->
    [0] Nothing found
    [one] 1 entry
   *[other] { $count } entries
  }
# The columns of the list, and of the file.
log-col-when = When
# Of the file: the same time for computers.
log-col-utc = Time (UTC)
log-col-who = Who
log-col-what = What happened
log-col-about = About
log-col-see = See
# In the last column, where there is nothing to open any more.
log-no-link = –
log-download = Download as a table
log-download-what = You get a CSV file with all entries that are found here. It has names in it. Keep it safe. That you took it stands in the list.
# Who did something, where it was no organiser.
log-system = The system
log-resident = A resident
# An organiser who is not in the team any more.
log-left = { $name } (no longer in the team)
# What something was done with. Instead of what is gone:
log-gone = somebody or something that is gone
log-chat = the chat of { $one } and { $other }
# $kind: "Invitation".
log-message = { $kind } to { $to }
log-point = a point
log-version = version { $n }
log-round = vote { $n }
# An act that has no words of its own yet.
log-other = { $who } changed something: { $about }

# What was done. $who: "Bea". $about: a name, a theme, a chat. The ending -own is for what somebody did to themself.
log-act-details-shown = { $who } saw how to reach { $about }
log-act-details-shown-own = { $who } saw their own details
log-act-address-changed = { $who } changed the email address of { $about }
log-act-address-changed-own = { $who } changed their email address
log-act-address-corrected = { $who } corrected the email address of { $about }
log-act-link-renewed = { $who } sent a new link to { $about }
log-act-person-added = { $who } added { $about }
log-act-person-agreed = { $who } wrote down that { $about } said yes
log-act-person-agreed-own = { $who } said yes
log-act-person-declined = { $who } wrote down that { $about } said no
log-act-person-declined-own = { $who } said no
log-act-person-stopped = { $who } wrote down that { $about } stops taking part
log-act-person-stopped-own = { $who } stopped taking part
log-act-person-came_back = { $who } wrote down that { $about } takes part again
log-act-person-came_back-own = { $who } takes part again
log-act-person-downloaded = { $who } downloaded everything held about { $about }
log-act-person-downloaded-own = { $who } downloaded everything held about them
log-act-person-erased = { $who } had everything held about { $about } deleted
log-act-person-erased-own = Somebody had everything held about them deleted
log-act-person-forgotten = { $who } deleted somebody who asked for it
log-act-person-found = { $who } found somebody to talk with: { $about }
# $about: the chat of the two.
log-act-person-matched = { $who } joined two people, and one of them had been waiting: { $about }
log-act-person-waits = { $who } noted that { $about } waits for somebody to talk with
log-act-person-waits-own = { $who } waits for somebody to talk with
log-act-person-left_to_organiser = { $who } noted that { $about } asked to be found a partner
log-act-person-left_to_organiser-own = { $who } asked the organisers to find them a partner
log-act-slip-typed_in = { $who } typed in the paper slip of { $about }
log-act-person-told = { $who } told { $about } by phone
log-act-person-written_for = { $who } began to write for { $about }
log-act-name-changed = { $who } changed the name of { $about }
log-act-name-changed-own = { $who } changed their name
log-act-language-changed = { $who } changed the language of { $about }
log-act-language-changed-own = { $who } changed their language
log-act-conversation-closed = { $who } closed { $about } kindly
log-act-record-checked_for = { $who } checked what was written down for { $about }
log-act-words-taken_out = { $who } took words of { $about } out
log-act-words-taken_out-own = { $who } took their words out
log-act-report-made = { $who } told us that something is not right
log-act-report-closed = { $who } dealt with what { $about } told us
log-act-person-never_written = { $who } asked that we never write to { $about } again
log-act-person-planned = { $who } asked for a change with { $about } that begins five minutes later
log-act-person-plan_undone = { $who } took back a change with { $about }
log-act-worry-shown = { $who } read the worry of { $about }
log-act-worry-closed = { $who } closed the worry of { $about }
log-act-worry-deleted = { $who } deleted the worry of { $about }
log-act-worry-held = { $who } keeps the worry of { $about } for longer
log-act-worry-released = { $who } no longer keeps the worry of { $about } for longer
log-act-gathering-made = { $who } planned the meeting of { $about }
log-act-gathering-changed = { $who } changed the meeting of { $about }
log-act-gathering-cancelled = { $who } cancelled the meeting of { $about }
log-act-gathering-told = { $who } invited people to the meeting of { $about }
log-act-gathering-untold = { $who } took back the invitations to the meeting of { $about }
log-act-gathering-answered = { $who } wrote down whether { $about } comes to a meeting
log-act-message-again = { $who } had a message sent again: { $about }
log-act-reply-read = { $who } read the answer of { $about }
log-act-door-made = { $who } made a letter for a street: { $about }
log-act-door-closed = { $who } closed the letter for a street: { $about }
log-act-door-answered = { $who } came by a letter for a street: { $about }
log-act-theme-made = { $who } made a theme: { $about }
log-act-theme-changed = { $who } changed the theme { $about }
log-act-theme-moved = { $who } moved the theme { $about }
log-act-theme-removed = { $who } removed a theme
log-act-theme-merged = { $who } merged the theme { $about } into another
log-act-theme-apart = { $who } took the theme { $about } apart from another
log-act-theme-split = { $who } made a theme of points of another: { $about }
log-act-theme-nested = { $who } moved the theme { $about } under another, or out
log-act-point-stance = { $who } said on which side a point stands
log-act-point-sorted = { $who } sorted a point
log-act-group-passed = { $who } said that a suggested group is not a theme
log-act-group-offered = { $who } let a suggested group be offered again
log-act-point-kept = { $who } kept a point as it is that was said once
log-act-point-kept_opened = { $who } let a point that was said once wait for an answer again
log-act-blind-taken = { $who } took points for several people to sort
log-act-blind-done = { $who } finished sorting points that several people sort
log-act-blind-closed = { $who } closed the sorting of points that several people sort
log-act-blind-settled = { $who } settled where a point belongs that people sorted differently
log-act-blind-left = { $who } left a point as it is that people sorted differently
log-act-blind-same = { $who } put points into their themes that people sorted the same
log-act-reach-written_for = { $who } wrote down what { $about } said about themself
log-act-reach-changed = { $who } changed a question about who is heard
log-act-reach-removed = { $who } removed a question about who is heard
log-act-reach-nudge = { $who } changed whether residents are told who is missing
log-act-point-undone = { $who } took back how they sorted a point
log-act-point-names_struck = { $who } struck names out of a point
log-act-point-names_shown = { $who } showed the names in a point again
log-act-action-added = { $who } added to the plan: { $about }
log-act-action-changed = { $who } changed in the plan: { $about }
log-act-action-brought = { $who } brought back into the plan: { $about }
log-act-action-steps = { $who } changed the steps of: { $about }
log-act-action-moved = { $who } moved in the plan: { $about }
log-act-action-points = { $who } changed what this rests on in the plan: { $about }
log-act-news-added = { $who } wrote what happened with: { $about }
log-act-news-taken-back = { $who } took back news of: { $about }
log-act-action-removed = { $who } took out of the plan: { $about }
log-act-round-opened = { $who } asked people to vote on the plan: { $about }
log-act-round-day = { $who } changed until when people can vote: { $about }
log-act-round-card = { $who } took a card out of { $about }
log-act-round-closed = { $who } closed { $about }
log-act-ballot-typed = { $who } typed in what { $about } voted on paper
log-act-plan-words = { $who } changed the words of the plan
log-act-plan-name_kept = { $who } let words of the plan stay that may have a name in them
log-act-plan-name_asked = { $who } asked again about a name in the plan
log-act-plan-published = { $who } made the plan public: { $about }
log-act-chain-made = { $who } started the chain
log-act-chain-opened = { $who } opened the chain
log-act-chain-paused = { $who } paused the chain
log-act-chain-went_on = { $who } let the chain go on
log-act-chain-closed = { $who } closed the chain
log-act-chain-about = { $who } changed the name, the topic or the purpose
log-act-chain-help = { $who } changed where people near here find help
log-act-chain-questions = { $who } changed the questions
log-act-chain-rules = { $who } changed the rules
log-act-chain-test_invite = { $who } sent themself a test invitation
log-act-host-changed = { $who } changed the contact details of { $about }
log-act-host-safeguarding = { $who } named who looks after safety: { $about }
log-act-team-added_owner = { $who } added { $about } to the team as an owner
log-act-team-added_organiser = { $who } added { $about } to the team as an organiser
log-act-team-added_coder = { $who } added { $about } to the team as a coder
log-act-team-added_reader = { $who } added { $about } to the team as a reader
log-act-team-made_owner = { $who } made { $about } an owner
log-act-team-made_organiser = { $who } made { $about } an organiser
log-act-team-made_coder = { $who } made { $about } a coder
log-act-team-made_reader = { $who } made { $about } a reader
log-act-team-removed = { $who } removed { $about } from the team
log-act-team-left = { $who } left the team
log-act-team-taken_back = { $who } took back that somebody was added to the team
log-act-organiser-renamed = { $who } changed their own name
log-act-session-revoked = { $who } signed out another browser
log-act-sign_in = { $who } signed in
log-act-sign_out = { $who } signed out
log-act-log-downloaded = { $who } downloaded this list

# The line on an open page, at its top, and its link.
live-refresh = Refresh
live-show = Show
# $name: "Sam". Coders get the one without a name.
live-came = { $name } came into the chain.
live-came-unnamed = Somebody came into the chain.
live-agreed = { $name } said yes.
live-agreed-unnamed = Somebody said yes.
live-stopped = { $name } stopped taking part.
live-stopped-unnamed = Somebody stopped taking part.
live-bounced = A message to { $name } came back.
live-bounced-unnamed = A message to somebody came back.
live-asked = { $name } was asked.
live-asked-unnamed = Somebody was asked.
live-recorded = { $name }’s chat was written down.
live-recorded-unnamed = A chat was written down.
live-checked = { $name } checked what was written down.
live-checked-unnamed = Somebody checked what was written down.
live-ended = The chat with { $name } ended.
live-ended-unnamed = A chat ended.
live-sent = A message to { $name } was sent.
live-sent-unnamed = A message was sent.
live-not-sent = A message to { $name } could not be sent.
live-not-sent-unnamed = A message could not be sent.
live-held = A message to { $name } is on hold.
live-held-unnamed = A message is on hold.
live-answered = { $name } answered by email.
live-answered-unnamed = Somebody answered by email.
# $said: one of those above, a whole sentence.
live-more = { $said } { $more ->
    [one] There is 1 more change.
   *[other] There are { $more } more changes.
  }
log-act-phone-changed = { $who } changed the phone number of { $about }
log-act-call-logged = { $who } called { $about }
log-act-note-added = { $who } wrote a note about { $about }
log-act-note-removed = { $who } removed a note about { $about }
log-act-step-reminded = { $who } made a reminder: { $about }
log-act-step-reminder_undone = { $who } took a reminder back: { $about }
log-act-step-rested = { $who } changed until when this may rest: { $about }
log-act-conversation-handed_on = { $who } ended { $about }, so that somebody else can step in
# $about: who waited, and in a second line who stepped in.
log-act-person-taken_over = { $who } joined { $about } to somebody, in place of a chat that stood still
log-act-person-put_back = { $who } put { $about } back among the people who wait
log-act-message-resent = { $who } sent this again: { $about }
log-act-letter-printed = { $who } printed a letter for { $about }
log-act-sheet-printed = { $who } printed a conversation sheet for { $about }
log-act-chain-goal = { $who } changed how many chats the chain hopes for
log-act-morning-on = { $who } turned the morning message on
log-act-morning-off = { $who } turned the morning message off
