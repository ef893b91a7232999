# What happened with an action: organisers write it, everybody reads it.

news-title = What happened
news-back = Back to the action
news-not-public = This action is not in a published plan yet. Publish the plan first: then you can tell people what happened.
news-text = What happened?
news-text-hint = Two or three sentences. Say what changed for people, also when the answer was no. Leave names of residents out.
news-text-missing = Write what happened
news-day = On which day?
news-day-wrong = Write the day like 31/3/2027. It cannot be in the future.
news-status = Where does the action stand now?
news-tell = Tell the people whose words stand behind this?
news-tell-hint = Each gets one email with what you wrote and a link to their own page. It waits a few minutes: take the news back before, and nobody gets it. Everybody can read the news in the plan.
news-tell-now =
    { $people ->
        [0] Save and tell (nobody has an email address that works)
        [one] Save and tell 1 person
       *[other] Save and tell { $people } people
    }
news-tell-not = Save only
news-tell-missing = Choose whether to tell them
news-save = Save
news-so-far = Told so far
news-none = Nothing yet.
news-take-back = Take back
# On the action's page for organisers.
news-link = Tell what happened

# On public pages.
plan-happened = What happened
news-on = { $day }:
news-stands = It now stands at:
plan-latest = Latest news
# On a person's own page.
led-to-happened = What happened

# The plan as files, at the foot of the plan's page.
plan-files = The plan as a file
plan-file-json = For programs (JSON)
plan-file-csv = For a spreadsheet (CSV)
plan-file-md = For another document (Markdown)
plan-feed = Follow the news in a feed reader
plan-version-word = Version
# The columns of the file for a spreadsheet.
plan-file-place = Number
plan-file-now = Where we are now
plan-file-towards = Towards
plan-file-who = Who
plan-file-owner = Who looks after it
plan-file-by-when = By when
plan-file-measure = How we will know
plan-file-status = Where it stands
plan-file-reason = The reason
plan-file-cost = Cost in pounds
plan-file-themes = Themes
plan-file-points = Points
plan-file-readable = Points that can be read
plan-file-chats = In how many chats
plan-file-branches = In how many branches
plan-file-quotes = What was said
plan-file-news = What happened
# The feed of news.
feed-title = { $chain }: the plan
feed-version = Version { $n } of the plan: { $title }
feed-news = { $status }: { $towards }
