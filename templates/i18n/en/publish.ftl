# Before the plan is made public, and the public plan: reading aloud, embedding, open data.

## Words that help to find names. Titles stand before a name; the others are names and everyday words too.
spot-titles = mr mrs ms miss mx dr prof sir lady rev imam pastor auntie uncle councillor
spot-words = will may mark grace hope joy rose faith june april august art bill carol dawn dean drew frank gene guy heather holly ivy jack jean lily lee long love miss olive pat patience penny poppy pearl ray rich rob ruby sandy sky sue summer sunny victor violet young king brown white black green gray grey baker cook cooper bush field hill moon park parks stone wood woods banks bell bishop church cross day farmer fisher gardener hall house knight lane north west east south price short small street waters winter rivers page rush smart swift walker weaver

## Names in what would be public
spot-title = Names in the plan
spot-clear = We found no names in the words that anyone can read. We do not find all: read them once yourself.
spot-handled = Every name we found was looked at. We do not find all: read the words once yourself.
spot-open =
    { $places ->
        [one] There may be a name in { $places } place. Look at it before you publish.
       *[other] There may be names in { $places } places. Look at each before you publish.
    }
spot-what = We marked people of this chain, names after a title, email addresses and phone numbers. Strike a name out, change the words, or say that they may stay.
spot-in-title = Title of the plan
spot-in-introduction = Introduction
spot-in-changes = What changed
spot-in-action = Action { $n }
spot-in-step = A step of action { $n }
spot-in-theme = Theme { $theme }
spot-in-point = What somebody said
spot-stay = It is not a person, or the person agrees: it may stay
spot-strike = Strike the name out
spot-change = Change the words
spot-save = Save what may stay
spot-none-ticked = Tick what may stay, or change the words
spot-block = You can publish once every marked name was looked at
spot-kept =
    { $places ->
        [one] { $places } place where a name may stay
       *[other] { $places } places where a name may stay
    }
spot-kept-by = { $who } let it stay, { $moment }
spot-again = Ask about this again

## What may be missing
missing-title = What may be missing
missing-what = None of this stops you from publishing.
missing-unchecked =
    { $points ->
        [one] { $points } point is not checked by its speaker yet. It counts, but nobody can read it.
       *[other] { $points } points are not checked by their speakers yet. They count, but nobody can read them.
    }
missing-unchecked-link = See the chats that wait for a check
missing-one-branch =
    { $actions ->
        [one] { $actions } action rests on one branch only.
       *[other] { $actions } actions rest on one branch only.
    }
missing-actions =
    { $actions ->
        [one] Action
       *[other] Actions
    }
missing-languages = The plan has a title in: { $languages }.
missing-languages-lacking = It has none in: { $languages }.
missing-languages-link = Write the words
missing-desk =
    { $places ->
        [one] There may be a name in { $places } place of this plan.
       *[other] There may be names in { $places } places of this plan.
    }
missing-desk-link = Look before you publish

## The public plan
plan-you-did = You said, we did
plan-did = { $place }. We did: { $towards }
plan-will-not = { $place }. You asked for: { $towards }
plan-propose = { $place }. We propose: { $towards }
plan-ask = { $place }. We ask others for: { $towards }
plan-what-changed = What is new:
plan-in-short = All actions
plan-on-paper = Every word behind this: { $address }
plan-aloud = Read aloud
plan-aloud-start = Read this plan to me
plan-aloud-pause = Pause
plan-aloud-on = Go on
plan-aloud-stop = Stop
plan-share = Show this plan on another site
plan-share-what = Copy these words into a page of your own site. They show the title, each action and where it stands, always as it is today.
plan-share-code = The words to copy
plan-share-copy = Copy
plan-share-copied = Copied.
plan-share-look = See what it looks like

## The plan in a frame
embed-read = Read the whole plan by { $host }

## Open data
plan-data = What is in these files
data-title = Open data of the plan
data-back = Back to the plan
data-lede = Everything the plan shows can be taken as a file, and used by anyone.
data-none = No plan is published yet. When it is, its files stand here.
data-files = Files
data-file-json = The plan for programs (JSON)
data-file-csv = The plan for a spreadsheet (CSV)
data-file-md = The plan for another document (Markdown)
data-file-feed = News of the plan (Atom feed)
data-what-json = Every action with its status, reason, steps, cost, news, the words behind it, whether a resident proposed it, and what was said not to be meant so; every theme; and how many points, chats and branches stand behind each.
data-what-csv = One row an action, with the same numbers. What was said stands in one cell, a line for each point.
data-what-md = The text of the plan with what was said, to put into a report.
data-what-feed = What happened with each action, and every new version. It has the organisers' words only.
data-ballots = The ballots of vote { $n } (CSV)
data-ballots-what = One row a ballot: agree, pass, disagree or nothing for each idea, and what each idea costs. No names and no times, so that anyone can count again.
data-versions = Each version of the plan has the same files. Put its number into the address.
data-left-out = What is left out
data-consent = Words are in a file only if the person who said them checked them and said yes to that. Other points are only counted.
data-back-taken = Who takes back what they said is gone from every file of every version at once.
data-names = No names but first names of people who said yes to that. No times, and nothing that says who talked with whom.
data-small = Groups of fewer than { $five } are not told, and no number from which they could be worked out.
data-branches = Chats by branch
data-branch-head = Branch
data-branch = Branch { $n }
data-total = { $chats } chats in { $branches } branches. A branch is everyone who follows from one first person.
data-few = fewer than { $five }
data-hidden = not told
data-too-few = There are too few chats to tell them by branch: fewer than { $five }.
