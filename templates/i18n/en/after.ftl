### Gatherings' walls, what the room said, and what comes after a chain.

## The wall kit
wall-room = In the room
wall-link = Print for the walls of the room
wall-title = For the walls of the room
wall-back = All meetings
wall-lede = Each page below is one sheet of A4. Print it, hang it up, and let people read it.
wall-shown = Only words that their speakers let anyone read are here. A first name stands there only where they said so.
wall-more = More to print
wall-map = The big map of all chats
wall-ballot = Ballots for the open vote
wall-no-vote = No vote is open. Open one to print ballots.
wall-no-themes = There is no theme with a point yet, so there are no theme cards.
wall-to-themes = Go to the themes
wall-counts =
    { $points ->
        [one] 1 point
       *[other] { $points } points
    } from { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    }
wall-no-quotes = Nobody has said yet that their words may be shown here.
wall-dots = Does this matter to you? Put a dot here.
wall-offers = What people offer
wall-needs = What people need
wall-no-offers = No offer may be shown yet.
wall-no-needs = No need may be shown yet.

## What the room said
room-title = What the room said
room-link = Type in what the room said
room-spoke-of =
    { $count ->
        [one] The room spoke of 1 theme.
       *[other] The room spoke of { $count } themes.
    }
room-back = Back to the meeting
room-lede = Count the dots or the hands for each theme, and add one note. Leave empty what nobody spoke of.
room-apart = This stands beside the chats. It is never counted as a chat: the same people may have talked before.
room-typed = { $who } typed this in last: { $at }.
room-no-themes = There are no themes yet.
room-to-themes = Make themes first
room-hands = Dots or hands
room-hands-wrong = Write a whole number from 0 to { $max }, or leave it empty.
room-note = Note
room-public = Say on the public plan that the room was asked
room-public-what = Anyone then reads one sentence with the day and the numbers. Notes are never shown there.
room-loose = About a theme that is gone:
room-at = At the meeting on { $day }.
room-counted =
    { $count ->
        [one] 1 dot or hand.
       *[other] { $count } dots or hands.
    }
room-public-sum =
    { $hands ->
        [0] On { $day } we met and spoke of { $themes ->
            [one] 1 theme
           *[other] { $themes } themes
        } together.
        [one] On { $day } we met. There was 1 dot or hand for { $themes ->
            [one] 1 theme
           *[other] { $themes } themes
        }.
       *[other] On { $day } we met. There were { $hands } dots or hands for { $themes ->
            [one] 1 theme
           *[other] { $themes } themes
        }.
    } This is not counted among the chats.

## The next chain
next-title = A next chain
next-link = Start a next chain
next-back = Back to the plan
next-lede = Some things are still open. A new chain can ask about them.
next-made = Chains that go on from here
next-is-open = open
next-not-open = not open yet
next-nothing = Nothing is open: every theme has an action, every action has somebody who does it, and what was said once is answered.
next-may-not = Only organisers of the host can start a chain. Ask one of them.
next-how-many = Tick what the new chain asks: { $most } questions at the most. You can change them later.
next-then = The new chain has the words and the rules of this one, and its own list of things to set up. Nobody is invited until you open it.
next-group-themes = Themes without an action
next-group-what-themes = People spoke of these, and the plan has no answer yet.
next-group-actions = Actions that nobody does yet
next-group-what-actions = No owner is written down for these.
next-group-once = Said once, and not answered
next-group-what-once = Ask about it in words of your own. The point itself is not copied: the person can still take it back.
next-this-point = this point
next-ask-this = Ask about
next-points =
    { $count ->
        [one] 1 point
       *[other] { $count } points
    }
next-question = The question
next-ask-themes = People spoke of this: { $what }. What could we do about it?
next-ask-actions = We would like this: { $what }. Who could help, and how?
next-ask-missing = Write the question
next-none = Tick at least one thing to ask about
next-many = Tick { $most } things at the most
next-button = Make the chain
next-follows = This chain goes on from
next-goes-on = We are going on. The next chain is
log-act-chain-followed = { $who } made a next chain from { $about }
log-act-room-kept = { $who } typed in what the room said at the meeting of { $about }
