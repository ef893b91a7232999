# News back to everyone who spoke: photos, letters, the page of updates, words that went, and being asked again.

# A photo of what happened, on the organisers' form.
photo-alt = What does the photo show?
photo-alt-hint = For people who cannot see it. Say it in one sentence. Leave this empty if you add no photo.
photo-alt-missing = Say what the photo shows
photo-file = A photo, if you have one
photo-file-hint = JPEG, PNG or WebP, up to { $megabytes } MB. Ask everybody who is in it first. We make it smaller, and take out where and when it was taken.
photo-too-large = This photo is too large. Choose one of up to { $megabytes } MB
photo-too-many-pixels = This photo has too many pixels. Make it smaller, and choose it again
photo-not-a-picture = This file is not a JPEG, PNG or WebP photo. Choose another
photo-broken = This photo cannot be opened. Choose another
photo-again = Choose the photo again: a browser does not keep it

# Who was told, and letters to those whom no message reaches.
news-on-paper =
    { $people ->
        [one] 1 more person has no email that works. You can print them a letter.
       *[other] { $people } more people have no email that works. You can print them letters.
    }
news-told-in-all =
    { $people ->
        [0] Nobody was told.
        [one] 1 person was told{ $letters ->
            [0] .
           *[other] , by letter.
        }
       *[other] { $people } people were told{ $letters ->
            [0] .
            [one] , 1 of them by letter.
           *[other] , { $letters } of them by letter.
        }
    }
news-letters-open =
    { $letters ->
        [one] 1 letter is still to be given
       *[other] { $letters } letters are still to be given
    }
news-letters-link = Letters with news of the plan
news-letters-back = Back to printing
news-letters-title = Letters with news
news-letters-what = These people spoke about an action, and there is news of it. No email reaches them. Print each a letter, and tick it here when they have it.
news-letters-none = No letter is waiting to be given.
news-letters-count =
    { $count ->
        [one] 1 letter
       *[other] { $count } letters
    }
news-letters-about = The news
news-letters-since = To be given since
news-letters-person = Their page
news-letters-print = Print the ticked letters
news-letters-given = They have the ticked letters
news-letters-missing = Tick at least one letter

# What the plan waits for, among what needs help now, and in the morning message.
help-words-gone =
    { $count ->
        [one] 1 point was taken back. It stood in the published plan.
       *[other] { $count } points were taken back. They stood in the published plan.
    }
help-words-gone-open = See where
help-quiet =
    { $count ->
        [one] 1 action has had no news for a year. How is it going?
       *[other] { $count } actions have had no news for a year. How are they going?
    }
help-quiet-open = Tell what happened
help-news-letters =
    { $count ->
        [one] 1 letter with news is to be given.
       *[other] { $count } letters with news are to be given.
    }
help-news-letters-open = Print and give

# Words that went from the published plan.
gone-title = Words taken back
gone-back = Back to the plan
gone-none = No words have gone from the plan since you last looked.
gone-lede =
    { $count ->
        [one] 1 point that people could read was taken back.
       *[other] { $count } points that people could read were taken back.
    }
gone-what = The words are gone from every page and file of every version. Nothing is left for you to delete. Look whether these actions still stand well without them.
gone-place = Version { $version }, action { $place }: { $towards }
gone-points =
    { $count ->
        [one] 1 point
       *[other] { $count } points
    }
gone-bare = Nothing stands behind it now.
gone-seen = We have seen this

# How is it going?
quiet-title = How is it going?
quiet-lede = Nobody has told of these actions for a year. Say what happened, also when it was little or nothing. The people who spoke want to know.
quiet-none = No action waits for news. Each is asked about a year after its last news, until it is done or refused.
quiet-since = Last told of on { $day }.
quiet-later = Ask again in a year

# We asked, you said, we did: for everybody.
updates-title = We asked, you said, we did
updates-link = All the news of the plan
updates-lede = We asked people about { $topic }. Here is what came of what they said, the newest first.
updates-no-plan = There is no plan yet. When there is one, its news will stand here.
updates-none = There is no news of the plan yet.
updates-we-did = We did
updates-chain = About this chain

# What one person's words led to.
led-to-lede = Follow your words down each trail: the theme, the action, and what happened.
led-to-action = The action
led-to-refused = The answer was no
led-to-behind-nothing = None of the actions rests on your words so far. They still count, and the people who write the plan can read them.

# The log.
log-act-news-letter-given = { $who } gave a letter with news to: { $about }
log-act-words-gone-seen = { $who } saw that words are gone from the plan
log-act-action-ask-later = { $who } put off the yearly question about: { $about }

# The demo.
demo-news-first = We met the people who can make this happen. They said yes to a first try. It starts next month.
demo-news-second = We asked for help. Two people will come each week. We still need one more.
demo-news-done = It is there, and people use it. Come and see.
demo-news-photo = A large white daisy on green grass
