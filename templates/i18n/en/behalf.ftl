# An organiser writes for a person: the banner, who wrote what, the phone script and the list of calls.

# On every page at a person's address while an organiser writes for them.
behalf-banner-label = You are writing for somebody
# $source: one of behalf-source-…
behalf-banner = You are writing for { $name }. Source: { $source }. Everything you save is kept as written by you for { $name }.
behalf-banner-back = Back to the desk
# How a person's words came. They stand inside a sentence or in brackets.
behalf-source-paper = paper sheet
behalf-source-phone = phone
behalf-source-in_person = in person
# The way was not noted.
behalf-source-other = in another way

# On the pages of the two people, below what was written. $organiser is a name; $source one of behalf-source-…
behalf-wrote-for-you = { $organiser } wrote down your chat with { $partner } for you on { $date } ({ $source }).
behalf-wrote-for-other = { $organiser } wrote this for { $initiator } on { $date } ({ $source }).
behalf-checked-for-you = { $organiser } wrote your answers to it for you on { $date }.
behalf-checked-for-other = { $organiser } wrote the answers of { $partner } to it on { $date }.
# On a person's own page.
behalf-me-title = Who wrote for you
# Beside a thing they agreed to.
behalf-given = You said yes to { $organiser } on { $moment } ({ $source })

# On the page before writing down, for an organiser.
behalf-day = When did they talk? (optional)
behalf-day-hint = The day, if you were told
behalf-day-wrong = Write a day that is not later than today
