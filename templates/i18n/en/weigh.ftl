# Weighing in: residents vote on draft actions, and share out money.

# What a person makes of a card: on buttons, paper and in lists.
vote-agree = Agree
vote-pass = Pass
vote-disagree = Disagree

# One card. weigh-now and weigh-towards stand before the words of the action.
weigh-now = Now
weigh-towards = We want
weigh-costs = This costs { $cost }.
weigh-of-budget = There is { $budget } to share out in all.

# A card at a personal link.
weigh-card-title = What do you think?
weigh-n-of = { $n } of { $all }
weigh-you-chose = So far you chose:
weigh-pass-means = Pass means: I do not mind, or I cannot say.
weigh-skip = Skip this one for now
weigh-choices-link = See what I chose
weigh-home = Back to my page
weigh-choice-missing = Press Agree, Pass or Disagree.

# A person's own choices.
weigh-choices-title = What you chose
weigh-thanks-title = Thank you. You answered them all.
weigh-results-title = What came of the vote
weigh-thanks = When the vote is over, this page shows what came of it. You can change what you chose until then.
weigh-until = You can vote until the end of { $day }.
weigh-answered = You answered { $n } of { $all }.
weigh-skipped =
    { $n ->
        [one] You skipped 1.
       *[other] You skipped { $n }.
    }
weigh-go-on = Answer the others
weigh-own-title = Your own choices
weigh-own-none = You have not chosen anything.
weigh-none-yet = Not answered
weigh-choose = Answer
weigh-over-soon = The time to vote is over. What came of it will be here soon.
weigh-stopped = You stopped taking part, so you cannot vote. What you chose before still counts.
weigh-closed-title = This vote is closed
weigh-closed-what = The time to vote is over. Your last press was not counted.
weigh-closed-link = See what you chose and what came of it

# On every page of a person who can vote. $day: the last day.
weigh-note = What do you think of the ideas for the plan? You can say so until { $day }.
weigh-note-go-on = You have begun to vote on the ideas for the plan. You can go on until { $day }.
weigh-note-link = Vote on the ideas

# What is held about a person.
me-votes-title = What you voted
me-votes-what = { $vote }: { $card }
me-vote = { $who } (you chose this on { $date })
me-vote-entered-paper = { $who } (written for you on { $date }, from your paper)
me-vote-entered-phone = { $who } (written for you on { $date }, on the phone)
me-vote-entered-reply = { $who } (written for you on { $date }, from your email)
me-vote-entered-in-person = { $who } (written for you on { $date }, when you met)

# Results. $voters: people who voted on anything; $day: the day the vote was closed.
weigh-results-lede =
    { $voters ->
        [0] Nobody voted.
        [one] 1 person voted.
       *[other] { $voters } people voted.
    } The vote closed on { $day }.
weigh-nobody = With no votes there is nothing to tell.
weigh-few = Too few people voted to show what came of it: fewer than 5. It would tell what single people chose.
weigh-ranked-title = What people want most
weigh-ranked-none = No card has enough votes to say.
weigh-ranked-what = The best supported stands first. Support must come from every part of the people, not only from the largest.
weigh-label-consensus = Most people agree
weigh-label-divided = People are divided: some groups agree, others do not
weigh-label-contested = Many agree and many disagree
weigh-label-open = No clear answer
weigh-agree-of = { $agree } of { $seen } agree.
weigh-pass-and = { $pass } passed, { $disagree } disagree.
weigh-range = If many more like them voted, we would expect between { $low } and { $high } in 100 to agree.
weigh-needs-title = Needs more votes
weigh-needs-what = Too few people, or too few of some group, answered these. We do not rank them.
weigh-unseen = Nobody answered this one.

# The money. Every sum has its pound sign.
weigh-money-title = How { $budget } is shared out
weigh-money-nobody = Nobody voted, so no money is shared out.
weigh-money-nothing = No action could be paid for.
weigh-money-share =
    { $voters ->
        [one] The 1 person who voted had { $share } to put in.
       *[other] Each of the { $voters } people who voted had { $share } to put in.
    }
weigh-money-grown = Some money was left over at the end. So each share was raised little by little, to { $share }, as long as the budget was enough.
weigh-utility-was-cost = Each pound counted the same.
weigh-utility-was-count = Each action counted the same.
weigh-utility-is-cost = Each pound counts the same.
weigh-utility-is-count = Each action counts the same.
weigh-paid-title = What the money pays for
weigh-paid-each =
    { $people ->
        [one] 1 person put in { $sum }.
       *[other] { $people } people put in { $sum } each.
    }
weigh-paid-penny = For some of them it was a penny less.
weigh-paid-rest =
    { $people ->
        [one] 1 put in all they had left: { $sum }.
       *[other] { $people } put in all they had left: { $sum } together.
    }
weigh-paid-free =
    { $supporters ->
        [one] It costs nothing. 1 person agrees.
       *[other] It costs nothing. { $supporters } people agree.
    }
weigh-paid-left =
    { $supporters ->
        [one] It was paid from what was left over. 1 person agrees.
       *[other] It was paid from what was left over. { $supporters } people agree, the most of all that still fitted.
    }
weigh-not-title = What the money does not pay for, and why
weigh-not-over = It costs more than there is.
weigh-not-nobody = Nobody agreed with it.
weigh-not-short =
    { $supporters ->
        [one] The 1 person who agrees had { $had } left of the { $cost } it costs.
       *[other] The { $supporters } people who agree had { $had } left together, of the { $cost } it costs.
    }
weigh-money-left = { $spent } is spent. { $left } is left.

# How it was counted.
weigh-how-title = How this was counted
weigh-how-rank = A card is ranked when at least 8 people, and at least 1 in 10 of those who voted, answered it. We look at each group by itself: by branch, and by area and age where people told us. Groups of fewer than 5 people are put together. An action that one group wants and another does not stands lower than one that all groups want.
weigh-how-range = People who know each other often think alike. So neighbours along the chain count for a little less than one each when we say how sure we are. Nobody here was drawn by lot, so this is not a share of all residents.
weigh-how-money = Everyone who voted has the same share of the money. It can only go to actions they agree with. Again and again we pay for the action that costs each of its supporters least for what it gives them. All of them put in the same, or all they have left. We stop when no action's supporters have enough left to pay for it.
weigh-how-ties = When two actions are equal, the one that more people agree with comes first, then the cheaper one, then the one that stands first in the plan.
weigh-how-end = If money is left, everyone's share grows by one hundredth at a time, and we count again, until the budget is used up or would be overspent. What is still left goes to the actions that most people agree with and that still fit.
weigh-ballots-title = Check it yourself
weigh-ballots-what = All ballots are in one file, without names and times and in mixed order. Anyone can do the sums again.
weigh-ballots-link = Download the ballots (CSV)
weigh-ballots-few = With fewer than 5 people we do not publish the ballots: they would tell what single people chose.

# Public pages.
weigh-rounds-title = How people voted on the plan
weigh-rounds-what = People in the chain voted on ideas for the plan. Here is what came of it.
weigh-rounds-none = There has been no vote yet.
weigh-rounds-link = All votes
weigh-round-title = What came of vote { $n }
weigh-closed-on = Closed on { $day }.
weigh-with-budget = With { $budget } to share out.
weigh-to-plan = Back to the plan

# Organisers: all votes, and one.
weigh-desk-title = Let people vote
weigh-desk-what = Everyone who said yes can say what they think of the draft actions, one card at a time. You can give them money to share out.
weigh-desk-table = All votes
weigh-col-round = Vote
weigh-col-opened = Opened
weigh-col-ends = How long
weigh-col-voters = People who voted
weigh-col-budget = Money
weigh-no-budget = None
weigh-open-until = Open until the end of { $day }.
weigh-open-link = Open a vote
weigh-round = Vote { $n }
weigh-all-rounds = All votes
weigh-desk-count =
    { $voters ->
        [one] 1 person has voted.
       *[other] { $voters } people have voted.
    } { $able ->
        [one] 1 person may vote.
       *[other] { $able } people may vote.
    }
weigh-desk-quiet = What people choose is shown to nobody before the vote is closed, so that it steers nobody.
weigh-desk-few = Fewer than 5 people voted. Only organisers see these results; the public page does not show them.
weigh-public-link = See it as anyone does
weigh-cards-title =
    { $n ->
        [one] 1 card
       *[other] { $n } cards
    }
weigh-remove-link = Take out

# Opening a vote.
weigh-open-title = Open a vote
weigh-open-what = Each action you choose becomes a card. The words and the cost on a card stay as they are now, so that everyone votes on the same.
weigh-cards-legend = Which actions are on cards?
weigh-cards-hint = At least 2.
weigh-no-cost-yet = (no cost yet)
weigh-last-day = Last day to vote
weigh-last-day-hint = From 3 to 90 days from today. For example, 31/3/2027.
weigh-day-wrong = Type a day from 3 to 90 days from today, like 31/3/2027.
weigh-budget = Money to share out, in pounds
weigh-budget-hint = Leave it empty if there is none. With money, every card needs a cost.
weigh-budget-wrong = Type a sum in pounds, like 1,250 or 12.50.
weigh-no-cost = With money to share out every card needs a cost. These have none: { $names }
weigh-utility = If there is money: what counts?
weigh-utility-hint = The method is the same. It shares out the money so that each part of the people decides over its part.
weigh-utility-cost = Each pound counts. A large action that people want weighs as much as several small ones of the same cost.
weigh-utility-count = Each action counts. Several small actions that people want come before one large one.
weigh-utility-missing = Choose whether each pound or each action counts.
weigh-tell = Tell people by email?
weigh-tell-hint = People see the vote on their own page in any case.
weigh-tell-nobody = No, do not write to anyone
weigh-tell-everyone =
    { $count ->
        [one] Yes, write to the 1 person who said yes and has an email
       *[other] Yes, write to all { $count } people who said yes and have an email
    }
weigh-open-press = Open the vote
weigh-another-open = A vote is open already. Close it first.
weigh-too-few = A vote needs at least 2 actions.

# Changing a vote that is open.
weigh-day-title = Change the last day
weigh-close-title = Close the vote now
weigh-close-what =
    { $voters ->
        [one] 1 person has voted.
       *[other] { $voters } people have voted.
    } After this nobody can vote any more, and everyone sees what came of it. This cannot be undone.
weigh-close-press = Close the vote
weigh-remove-title = Take a card out
weigh-remove-what =
    { $votes ->
        [0] Nobody has voted on it yet.
        [one] 1 person voted on it. That vote is deleted.
       *[other] { $votes } people voted on it. Their votes on this card are deleted.
    } The action itself stays in the plan. This cannot be undone.
weigh-remove-press = Take the card out
weigh-remove-last = This is the last card. Close the vote instead.
weigh-over-closed = This vote is closed. Nothing was changed.
weigh-over-changed = Somebody changed this just now, or its time is over. Nothing was changed.
weigh-over-link = See how it stands

# Paper.
weigh-ballot-title = What do you think of these ideas?
weigh-ballot-link = Print a ballot
weigh-ballot-how = Print this page on A4. Give it to anyone who said yes, and type their answers in afterwards.
weigh-ballot-large = Make it large print
weigh-ballot-ordinary = Make it ordinary print
weigh-ballot-what = Tick one box for each idea. Pass means: I do not mind, or I cannot say. You can leave ideas out. Please give it back by { $day }.
weigh-ballot-name = Your name:
weigh-ballot-back = Give this back to
weigh-type-title = Type in a paper ballot
weigh-type-what = Whose ballot is it? Only people who said yes and did not leave can vote.
weigh-type-person = Type in for { $name }
weigh-type-saved = Saved. You can type in the next one.
weigh-type-for = The ballot of { $name }
weigh-type-how = Choose what is ticked on the paper.
weigh-type-none = Nothing ticked
weigh-type-stands = They chose already:
weigh-type-nothing = Choose at least one box that is ticked on the paper.
weigh-type-replace = Yes, replace what they chose before with what is on the paper
weigh-type-replace-missing = They chose something else before. Ask them which one counts, then tick here to replace it.
# In the plan: on the organisers' page and the public one.
weigh-plan-link = How people voted
