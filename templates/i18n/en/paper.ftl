# Paper: the print pack, the sheets, answers on paper typed in, letters in place of messages, and calls. Also what the
# messages page says about each message.

# The print pack on the desk.
print-title = Letters and sheets to print
print-link = Print letters and sheets
print-what = For people without internet, and for a session where nobody has a computer. Choose who, and what to print.
print-mail = Email
print-mail-none = People without email
print-mail-no = no email
print-mail-yes = has email
print-people = People who have something open
# $count: how many people (a number).
print-found = { $count ->
    [one] 1 person has something open
   *[other] { $count } people have something open
  }
print-nobody-found = Nobody found who has something open.
print-who = Who is it for?
print-who-ticked = Only the people I ticked on this page
# $count: how many people (a number).
print-who-all = { $count ->
    [one] The 1 person found
   *[other] All { $count } people found
  }
print-nobody = Tick at least one person
# $most: the largest number.
print-too-many = One pack is for at most { $most } people. Search for fewer people first.
print-choose = What shall we print?
print-letters = Letters, with a slip to send back
print-sheets = Conversation sheets, to write on
print-both = Both
print-nothing = There is nothing to print for these people. Sheets are for people who said yes.
print-size = How large are the letters?
print-size-ordinary = Ordinary print
print-size-large = Large print
print-style = How do the sheets look?
print-style-words = Questions with lines to write on
print-style-pictures = A picture for each question, and room to draw
print-will-log = Each letter and sheet carries a person’s own code. We keep a note of who printed it.
print-button = Make the pages to print
# What comes out. The title stands in the window only.
print-pack-title = Pages to print
# $letters, $sheets: how many of each (numbers).
print-made = { $letters ->
    [0] { $sheets ->
        [one] 1 sheet
       *[other] { $sheets } sheets
      }
    [one] { $sheets ->
        [0] 1 letter
        [one] 1 letter and 1 sheet
       *[other] 1 letter and { $sheets } sheets
      }
   *[other] { $sheets ->
        [0] { $letters } letters
        [one] { $letters } letters and 1 sheet
       *[other] { $letters } letters and { $sheets } sheets
      }
  }
print-who-missing = Choose for whom to print
print-what-missing = Choose what to print: letters, sheets, or both
print-how = Print this page on A4 paper, at 100 %. Switch off headers and footers. These lines are not printed.
print-how-fold = Sheets: print on both sides, turn on the short edge. Fold once in the middle.
# $count: how many people (a number).
print-without-sheet = { $count ->
    [one] 1 person has no sheet here, because they have not said yes.
   *[other] { $count } people have no sheet here, because they have not said yes.
  }

# A conversation sheet. Its outside lies around: nothing here tells what the chats are about.
sheet-cover-title = Conversation sheet
sheet-cover-for = For { $name }
sheet-cover-with = With { $partner }
sheet-cover-with-blank = With
# $topic: what the chain is about. Not on the sheet of a chain about something private.
sheet-cover-about = A chat about { $topic }.
sheet-cover-what = Talk for about 30 minutes. Ask the questions inside. Write short notes, in the other person’s own words. There are no wrong answers.
# A box to tick stands before it.
sheet-cover-agree = I asked first: may I write down the main points? The answer was yes.
sheet-step-talk = Talk for about 30 minutes.
sheet-step-write = Write or draw what you hear.
sheet-step-send = Bring the sheet back.
# Where there is space left inside.
sheet-room = More room to write
# The back of the sheet.
sheet-next-title = Who next?
sheet-next-what = Think of someone whose view we may not hear.
sheet-next-name = Name
sheet-next-reach = Phone or email
sheet-next-asked = I have asked them, and they agree.
sheet-next-self = I will give them a letter myself.
sheet-next-help = Please find someone for me.
sheet-next-none = Nobody. That is enough for me.
sheet-back-title = When you have talked
sheet-back-scan = Scan the square to write it online.
# $place: the host and their address.
sheet-back-bring = Or bring or send this sheet to { $place }.

# The slip on a letter that tells something and asks for no answer.
paper-note-title = Do you want to tell us something?
paper-note-stop = Please stop writing to me

# Answers on paper, typed in by an organiser.
typein-link = Type in a sheet or a slip
typein-title = Type in a sheet or a slip
typein-what = Type the code that stands on the paper. We open the right form: the answers of a slip, or the pages for a sheet. What you save is kept as written by you, from a paper sheet.
typein-code = Code on the paper
typein-code-hint = A word with four letters and numbers, like DAISY 4K7P
typein-code-missing = Type the code, or search for the name below
typein-unknown = Nobody in this chain has this code. Check the word and what comes after it
typein-street = This is the code of a whole street. Add the person first, then write for them
typein-ended = Nobody can write for this person now. Their link has ended
typein-button = Open the form
typein-no-code = No code on the paper?
typein-search = Name of the person
# $name: the person, as a button.
typein-person = Write for { $name }
typein-found = { $count ->
    [0] Nobody found.
    [one] 1 person found.
   *[other] { $count } people found.
  }
# $most: how many are shown (a number).
typein-many = These are the first { $most }. Type more of the name.

# The messages page.
messages-states = How far they came
# A filter link. $state: like “came back”. $count: how many (a number).
messages-state = { $state }: { $count }
messages-kind = What it is for
# $tried, $left: how many (numbers).
messages-tried = { $tried ->
    [0] No message was tried again.
    [one] We are trying 1 message again.
   *[other] We are trying { $tried } messages again.
  } { $left ->
    [0] {""}
    [one] 1 message cannot be tried again: it was sent, or is too old.
   *[other] { $left } messages cannot be tried again: they were sent, or are too old.
  }
messages-try-these = Try these again
messages-choose = Choose
# $kind: what it is for. $name: to whom. For a screen reader: which message a box chooses.
messages-choose-one = Choose: { $kind }, to { $name }
messages-letter = Print a letter instead
messages-letter-what = The letter says the same, with a square, an address and a code. We keep a note that you printed it. A message on hold is taken back.
# Why we did not send it. $moment: when.
messages-why-erased = { $moment }. The person was forgotten before it went out.
messages-why-suppressed = { $moment }. We may not write to this address.
messages-why-stopped = { $moment }. The person had stopped taking part.
messages-why-link-ended = { $moment }. The link in it no longer worked.
messages-why-chain-closed = { $moment }. The chain was closed.
messages-why-conversation-ended = { $moment }. That chat had ended.
messages-why-code-over = { $moment }. The code in it was used, or too old.
messages-why-chain-paused = The chain is paused. It goes out when the chain goes on.
messages-why-acted = { $moment }. They had done it already.
messages-why-gone = { $moment }. What it was about is gone.
messages-why-quiet-hours = It is late now in this chain. It goes out at { $moment }.
messages-why-first-invitations = It waits until an organiser looks at the first invitations.
messages-why-limit-minute = Many messages go out just now. This one goes at { $moment }.
messages-why-limit-domain = Many messages go to this mail provider just now. This one goes at { $moment }.
messages-why-limit-chain = This chain has sent as many messages today as it may. This one goes at { $moment }.
messages-why-limit-chain-invitations = This chain has sent as many invitations today as it may. This one goes at { $moment }.
messages-why-limit-invitations = As many invitations as may go out in a day are on their way. This one goes at { $moment }.
messages-why-on-paper = { $moment }. A letter was printed instead.
# $reason: what the mail server said.
messages-why-full = { $moment }. Their mailbox is full

# Answers people send by e-mail.
replies-beside = Answers to read
# $count: how many answers nobody has read (a number).
replies-all = { $count ->
    [0] See all answers
    [one] See the answer nobody has read
   *[other] See all { $count } answers nobody has read
  }
replies-new = New
replies-use = Use as the record
# $name: whose answer it is.
replies-use-vh = of { $name }
replies-found = { $count ->
    [0] No answer found.
    [one] 1 answer
   *[other] { $count } answers
  }
# On the pages where an organiser writes down a chat from an answer.
replies-by-them = What { $name } wrote to us

# Calls: what came of one.
calls-no-answer = Nobody answered
calls-left-message = Left a message
calls-number = Show the number
calls-number-vh = of { $name }
calls-number-none = We have no phone number.
calls-read-aloud = Read this aloud
# $when: the day. $organiser: who called.
calls-tried-no_answer = { $organiser } called on { $when }. Nobody answered.
calls-tried-left_message = { $organiser } called on { $when } and left a message.
calls-outcome = How did the call go?
calls-list-link = Print a list for somebody who helps with calls
calls-list-title = A call list to print
calls-list-what = The list carries names and phone numbers. Give it to one person you trust, and take it back after. We keep a note of each number you print.
# Names follow.
calls-list-silent = Not on the list, because we have no phone number:
calls-list-who = Who shall be on the list?
calls-list-nobody = Tick at least one person
calls-list-button = Make the list
# On the printed list.
calls-list-how = Call each person. Read the words aloud. Tick how it went. Give this list back to the organiser, or tear it up.
calls-list-best = Best time
calls-list-called = Reached and told
calls-list-notes = What they said

# What happened, on a person's page. $other: the organiser.
desk-event-letter = { $other } printed a letter to { $person }
desk-event-sheet = { $other } printed a conversation sheet for { $person }

# A slip that came back, typed in by an organiser. $person: whose slip, first name. The answers are the words on it.
slip-in-link = Type in the slip that came back
slip-in-title = The slip of { $person }
slip-in-what = Tick what is ticked on the paper. We keep who typed it in, and that it came on paper.
slip-in-legend = What did { $person } tick?
slip-in-call = Yes, call me on this number
slip-in-phone = Number on the slip
slip-in-phone-hint = Only for a call. Leave it empty if we have the number already
slip-in-phone-missing = Write the number that stands on the slip. We have none
slip-in-save = Keep this answer
slip-in-effect-yes = With a yes we keep a note. { $person } has not agreed to anything yet, and nobody else is told.
slip-in-effect-agree = When you call, or when { $person } comes in, open the phone script. It asks what { $person } agrees to.
slip-in-effect-no = With a no the link ends and we delete what we hold. You cannot undo this.
# The note that organisers read.
slip-note-call = Paper slip: yes, call me.
slip-note-come = Paper slip: yes, I will come in.
# On the person's page, after it.
desk-done-slip-call = We have kept that { $person } would like a call. Open the phone script when you call.
desk-done-slip-come = We have kept that { $person } will come in. Open the phone script then: it asks what { $person } agrees to.
desk-done-slip-late = { $person } has answered already, or it is too late for the slip.
desk-event-by-slip-typed-in = { $other } typed in the paper slip of { $person }

# On the page before the printed ones: a sheet was asked for who does not lead the chat. $leader: who does. First names.
print-led = { $leader } leads the chat with { $person } and writes it down. So there is no sheet for { $person }.
print-led-button = Make the sheet for { $leader }
