# Before the plan is made public, and the public plan: reading aloud, embedding, open data.

## Words that help to find names. Titles stand before a name; the others are names and everyday words too.
names-titles = mr mrs ms miss mx dr prof sir lady rev imam pastor auntie uncle councillor
names-words = will may mark grace hope joy rose faith june april august art bill carol dawn dean drew frank gene guy heather holly ivy jack jean lily lee long love miss olive pat patience penny poppy pearl ray rich rob ruby sandy sky sue summer sunny victor violet young king brown white black green gray grey baker cook cooper bush field hill moon park parks stone wood woods banks bell bishop church cross day farmer fisher gardener hall house knight lane north west east south price short small street waters winter rivers page rush smart swift walker weaver

## Names in what would be public
names-title = Names in the plan
names-clear = We found no names in the words that anyone can read. We do not find all: read them once yourself.
names-handled = Every name we found was looked at. We do not find all: read the words once yourself.
names-open =
    { $places ->
        [one] There may be a name in { $places } place. Look at it before you publish.
       *[other] There may be names in { $places } places. Look at each before you publish.
    }
names-what = We marked people of this chain, names after a title, email addresses and phone numbers. Strike a name out, change the words, or say that they may stay.
names-in-title = Title of the plan
names-in-introduction = Introduction
names-in-changes = What changed
names-in-action = Action { $n }
names-in-step = A step of action { $n }
names-in-theme = Theme { $theme }
names-in-point = What somebody said
names-stay = It is not a person, or the person agrees: it may stay
names-strike = Strike the name out
names-change = Change the words
names-save = Save what may stay
names-none-ticked = Tick what may stay, or change the words
names-block = You can publish once every marked name was looked at
names-kept =
    { $places ->
        [one] { $places } place where a name may stay
       *[other] { $places } places where a name may stay
    }
names-kept-by = { $who } let it stay, { $moment }
names-again = Ask about this again

## What may be missing
check-title = What may be missing
check-what = None of this stops you from publishing.
check-unchecked =
    { $points ->
        [one] { $points } point is not checked by its speaker yet. It counts, but nobody can read it.
       *[other] { $points } points are not checked by their speakers yet. They count, but nobody can read them.
    }
check-unchecked-link = See the chats that wait for a check
check-one-branch =
    { $actions ->
        [one] { $actions } action rests on one branch only.
       *[other] { $actions } actions rest on one branch only.
    }
check-actions =
    { $actions ->
        [one] Action
       *[other] Actions
    }
check-languages = The plan has a title in: { $languages }.
check-languages-lacking = It has none in: { $languages }.
check-languages-link = Write the words
check-desk =
    { $places ->
        [one] There may be a name in { $places } place of this plan.
       *[other] There may be names in { $places } places of this plan.
    }
check-desk-link = Look before you publish
