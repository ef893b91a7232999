# The organiser's list of chains.
chains-title = Your chains
chains-none = You have no chain yet. A chain is one topic, and people who talk about it two by two.
chains-new = Start a new chain
# $host: whose chains they are.
chains-caption = Chains of { $host }
chains-name = Name
chains-stage = Stage
chains-people = People
# How many links of a chain wait for somebody.
chains-help = Needs help
chains-need-help = { $count ->
    [one] 1 chat
   *[other] { $count } chats
  }
chains-no-help = Nothing
# To a reader, who does not see the links.
chains-not-told = Not shown to you
chains-role = Your role
chains-team = Team
chains-search = Name of the chain
chains-found = { $count ->
    [0] No chain found
    [one] 1 chain
   *[other] { $count } chains
  }
chains-chats = Chats written down
chains-last = Last activity
chains-nothing-yet = Nothing yet
chain-stage-new = Being set up
chain-stage-open = Open
chain-stage-paused = Paused
chain-stage-closed = Closed

# Starting a chain: choosing a ready-made one.
new-choose-title = What do you want to hear about?
new-choose-hint = Each comes with a purpose and questions. You can change every word later.
new-choose-missing = Choose a chain to start from
new-title = About your chain
new-lede = Change what you like. You can come back to this at any time.
new-about = What it is about
new-host = Who you are
new-host-what = People see this on every page and in every message, so that they know whom to call.
# When the organiser's host is known.
new-for-host = This chain will belong to { $host }.
new-which-host = Which host is this chain for?
new-start = Start this chain

# What a chain is about. The name stands at the top of its pages.
chain-name = Name of the chain
chain-name-hint = Short and plain, at most 60 letters. For example: Food in our neighbourhood
chain-name-missing = Write a name for the chain
topic = Topic
topic-hint = Ends the sentence “Maria would like to talk with you about …”. For example: food where we live
# Under the field, once it has a topic.
topic-preview = People will read: “Maria would like to talk with you about { $topic }.”
topic-missing = Write the topic
purpose = Purpose
purpose-hint = Why you ask, what you will do with what people say, and how they will hear about it
purpose-missing = Write what the chain is for

# Host details.
host-name = Name of your group or charity
host-name-hint = As people know it
host-name-missing = Write the name of your group or charity
contact-person = Person to call
contact-person-hint = Someone who knows about the chain and can help
contact-person-missing = Write the name of the person to call
phone = Phone number
phone-hint = For calls and texts
phone-missing = Write a phone number
phone-wrong = Write a phone number, like 020 7946 0123
hours = When people can call
hours-hint = For example: Monday to Friday, 10am to 4pm
hours-missing = Write when people can call
replies-email = Email address for replies
replies-email-hint = When someone answers a message, the answer goes here
postal-address = Postal address (optional)
postal-address-hint = Stands at the end of every message
time-zone = Time zone
time-zone-hint = Dates and times are shown in this zone
time-zone-missing = Choose a time zone

# The list of tasks. Each task has a name and a line that says what it is for.
setup-title = Set up your chain
setup-lede = Do these in any order. It takes about ten minutes, and you can stop and come back. Nobody gets a message before you open the chain and add people.
# When the chain is open.
setup-opened = This chain has been open since { $moment }. You can still change these.
setup-done = Completed
setup-not-yet = Not yet started
setup-back = Back to the list of tasks
setup-public = See the public page of this chain
setup-about = Name and topic
setup-about-what = What the chain is called, what it is about, and why you ask
setup-questions = Questions
setup-questions-what = What the two people talk about
setup-host = Your details
setup-host-what = Whom people can call and write to
setup-host-shared = All chains of your group share these details.
setup-rules = Rules
setup-rules-what = How many chats each person has, when we remind people, and when something is late. You can leave it as it is.
setup-try = Try it yourself
setup-try-what = Get the message that people will get
setup-open = Open the chain
setup-open-what = From then on people can be invited
setup-people = First people
setup-people-what = The people you ask to begin. You add them once the chain is open. Each starts a branch.

# Questions.
questions-lede = At most 8. Begin with what is good. Each answer becomes one or more points.
edit-question-n = Question { $n }
edit-question-new = One more question
edit-question-text = Question
edit-question-missing = Write the question, or remove it
edit-question-hint = Hint (optional)
edit-question-hint-hint = A few words to help people think
edit-question-kind = What do answers tell us?
edit-question-kind-choose = Choose
edit-question-kind-missing = Choose what the answers tell us
edit-question-kind-strength = What is good or strong
edit-question-kind-need = What is hard or needed
edit-question-kind-idea = An idea
edit-question-kind-offer = Something people can offer
edit-question-up = Move question { $n } up
edit-question-down = Move question { $n } down
edit-question-remove = Remove question { $n }
edit-question-add = Add this question
edit-question-last = An open chain needs at least one question
questions-save = Save questions

# Rules.
turn-limit = How many chats may each person start?
turn-limit-hint = More than one keeps a chain alive when someone says no.
turn-limit-1 = 1 chat
turn-limit-2 = 2 chats
turn-limit-3 = 3 chats
invitation-days = How many days does an invitation stay open?
invitation-days-hint = From 7 to 28. Someone who does not answer is forgotten after 30 days.
check-days = How many days does a person have to check what was written?
check-days-hint = From 3 to 28. What is not checked counts, but nobody outside can read it.
days-wrong = Write a number from { $least } to { $most }
rules-late = When is something late?
rules-late-what = What is late stands under “Needs help now” on the chain’s first page. Nobody else sees that. After half of the days we remind the person who has to act, once.
# Below the number of days of each step, while people are not reminded.
late-days-hint = Days, from 1 to 90
# The same while they are. $days: half of the days that are saved, rounded up.
late-days-hint-remind = Days, from 1 to 90. { $days ->
    [one] The reminder goes after 1 day.
   *[other] The reminder goes after { $days } days.
}
late-invited-days = Invited, but no answer
late-agreed-days = Said yes, but nobody got in touch
late-contacted-days = Got in touch, but nothing is written down
late-checked-days = Checked, but no next person is chosen
rules-remind = Reminders
rules-remind-what = Each step is reminded of once. If the person acts first, nothing is sent. Someone who has not said yes gets one reminder in all. People without email are on your list of calls instead.
reminders = Remind people once
quiet-from = No reminders from
quiet-from-hint = By the clock where you are
quiet-until = Until
quiet-until-hint = From this hour on reminders may go out
# An hour of the day in the two lists of hours. $hour: from 0 to 23.
quiet-hour = { $hour ->
    [0] midnight
    [1] 1am
    [2] 2am
    [3] 3am
    [4] 4am
    [5] 5am
    [6] 6am
    [7] 7am
    [8] 8am
    [9] 9am
    [10] 10am
    [11] 11am
    [12] noon
    [13] 1pm
    [14] 2pm
    [15] 3pm
    [16] 4pm
    [17] 5pm
    [18] 6pm
    [19] 7pm
    [20] 8pm
    [21] 9pm
    [22] 10pm
    [23] 11pm
   *[other] { $hour }
}
sundays = Send reminders on Sundays too
rules-sensitive = Is this topic sensitive?
rules-sensitive-what = Others may see a person’s screen. If the topic could put somebody at risk, tick this. Then no page title and no subject of a message says what the chats are about. Each personal page has a button to leave it fast, and help nearby stands beside the chats. If the topic is not sensitive, leave it off: the button can worry people.
sensitive = Yes, this topic is sensitive

# Try it yourself.
try-lede = We will send a test to { $email }.
try-what = It shows what an invited person gets. Its link lets you walk through the pages they would see. Nothing you do there is kept or counted.
try-send = Send me a test invitation
try-sent-title = Your test is on its way
try-sent = We are sending it to { $email }. It comes in a minute or two.
try-sent-what = Read it as someone who has never heard of you. Is it clear who asks, and why?
try-again = Send another one

# Opening the chain.
open-title = You are about to open this chain
open-lede = Opening sends nothing by itself. It lets you and the people in the chain invite others.
open-then-invite = You can add your first people. They get a message and say yes or no.
open-then-public = The chain is shown on the first page of this site. Anyone can read what it is about.
open-then-you = People will call you. Make sure that someone answers.
open-privacy-read = I have read the privacy page, and it is right for us
open-privacy-missing = Read the privacy page, then tick the box
open-no-questions = Write at least one question first
open-no-contact = Fill in your details first: people need someone to call
open-button = Open this chain
open-done-title = Your chain is open
open-done = It has been open since { $moment }.
open-add-people = Add your first people
