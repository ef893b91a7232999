# The first page.
home-title = Chats that lead to a plan
home-lede = Two people talk. One of them talks with the next person. What many people say becomes a plan they know as theirs.
home-how = How it works
home-step-talk = Someone you know asks you for a chat about something that matters where you live.
home-step-check = They write down the main points. You check them and change what is wrong.
home-step-next = Then you choose the next person, if you like.
home-step-plan = The points become a plan. You can see what your words led to.
home-open = Chains that are open now
home-none-open = No chain is open at the moment.
# After the name of a chain.
home-by = by { $host }
home-invited = Were you invited?
home-invited-what = Open the link in your message. You do not need a password. You can say no.
home-organisers = For organisers
home-sign-in = Sign in

# A chain's public page.
chain-by = A chain of chats by { $host }
chain-not-open = This chain has not started yet.
chain-closed = This chain has ended. Thank you to everyone who took part.
# Each stands after its number.
chain-people = { $count ->
    [one] person said yes
   *[other] people said yes
  }
chain-chats = { $count ->
    [one] chat written down
   *[other] chats written down
  }
chain-branches = { $count ->
    [one] branch
   *[other] branches
  }
chain-branches-what = A branch is everyone who was reached from the same first person.
chain-plan = Read the plan
chain-why = Why we ask
chain-steps = What happens
chain-step-asked = Someone who knows you gives us your name. You get a message and say yes or no.
chain-step-talk = If you say yes, they get in touch. You talk for about 30 minutes. You choose when and how.
chain-step-check = They write down the main points and show them to you. You keep them, change them or take them out.
chain-step-next = Then it is your turn to choose the next person. You can also stop there.
chain-can-say-no = You can say no. You can also stop at any time. It will not change any help you get.
chain-privacy = We keep what we need for the chats and the plan, and no more.
chain-privacy-read = Read what we keep, who sees it and for how long

# The privacy notice.
privacy-title = How we use your information
privacy-lede = This page says what we keep about you, why, who sees it, for how long, and what you can ask of us.
privacy-who = Who is responsible
privacy-who-host = { $host } is responsible for what is kept about you here.
privacy-who-none = The group that runs your chain is responsible for what is kept about you. Its name and phone number stand at the foot of your page.
privacy-why = What we use it for
privacy-why-what = To bring two people together for a chat, to write down what they think, and to make a plan from it. We use it for nothing else. We do not sell it, we do not advertise, and we send no newsletters.
privacy-basis = To write to you once and ask, we rely on our legitimate interest in hearing from people where we work. For everything after that we ask you first: that someone may contact you, that your words are written down, and that they may be quoted.
privacy-source = Where we got your name and address
privacy-source-what = From the person who would like to talk with you, or from the organisers who know you. They told us that they had asked you first. Our message to you says who it was.
privacy-source-self = Or from you: you wrote it on the page of a chain, or with the code from a letter to your street. Then nobody gave us your name. A letter to a whole street has no names.
privacy-kept = What we keep and who can see it
privacy-kept-caption = What we keep about you
privacy-what = What
privacy-seen-by = Who can see it
privacy-row-name = Your name
privacy-seen-name = The person who talks with you, the person you choose next, and the organisers
privacy-row-contact = Your email address or phone number
privacy-seen-contact = The one person who talks with you, after you say yes, and the organisers who keep the chain going. Each time it is shown, we note it.
privacy-row-words = The points from your chat
privacy-seen-words = You, the person you talked with, and the organisers. A private point is never shown to the public.
privacy-row-quoted = Points you allow us to quote
privacy-seen-quoted = Anyone who reads the plan. You choose for each point: no, without your name, or with your first name. If you do not answer, it is no.
privacy-row-times = When you were invited, said yes, talked and checked
privacy-seen-times = The organisers. Public pages only show how many people and chats there are.
privacy-row-about = What you tell us about yourself, if you like: for example your age
privacy-seen-about = Only you. It is kept apart from your words. The organisers see counts, and no group of fewer than five people. You can change or remove it at any time.
privacy-row-worry = What somebody writes to us because they worry about a person
privacy-seen-worry = Only the one person who looks after safety at the group that runs the chain. It is stored locked, and we note each time it is opened. It is in no list and no download.
privacy-sealed = Your address and phone number are stored locked, so that a stolen copy of our records does not reveal them.
privacy-never = We do not note when you open a message or a page. Nothing on these pages comes from other companies.
privacy-how-long = For how long
privacy-long-invitation = An invitation stays open for { $days } days.
privacy-long-silent = If you do not answer, we delete your name and address 30 days after our last message.
privacy-long-no = If you say no, we delete your name and address at once.
privacy-long-never = If you ask us never to write again, we keep a scrambled form of your address. It only lets us see that we must not write to you.
privacy-long-messages = We delete the text of our messages to you 30 days after they were sent.
privacy-long-contact = If you take part, we delete your address and phone number 90 days after the chain ends.
privacy-long-words = We keep your points as long as the plan is in use. You can take them back at any time.
privacy-long-worry = A note about a worry goes when either of the two people is deleted, and at the latest 90 days after the chain ends. It stays longer only if somebody needs it to be safe.
privacy-rights = What you can ask of us
privacy-rights-what = You can do most of this yourself on your own page, with the link in your message.
privacy-right-see = See what we keep about you.
privacy-right-correct = Correct what is wrong.
privacy-right-withdraw = Take back your yes, for a chat or for a quote. That is as easy as giving it.
privacy-right-erase = Have everything about you deleted. Your place in the chain stays, without name or words.
privacy-right-object = Tell us to stop using your information.
privacy-rights-how = If you have no link, call or write to us. We answer within one month. It costs nothing.
privacy-complain = If you are not happy
privacy-complain-what = Tell us first, if you can. You can also complain to the Information Commissioner’s Office, which watches over this in the United Kingdom: 0303 123 1113, or
privacy-cookies = Cookies
privacy-cookies-what = People who take part get no cookies. Organisers get one while they sign in and one while they are signed in.

# The accessibility page.
access-title = Accessibility
access-lede = We want everyone to be able to take part. If something here stops you, call us and we will find another way.
access-can = What you can do on these pages
access-can-zoom = Make everything four times as big without scrolling sideways
access-can-keyboard = Use only a keyboard
access-can-listen = Listen with a screen reader
access-can-script = Switch off JavaScript: everything still works
access-can-time = Take as long as you need: your own page does not run out while you write
access-can-colour = Choose light or dark, or your own colours: nothing is told by colour alone
access-other = Other ways to take part
access-other-what = You can do every step by phone with us. You can ask for large print, for an interpreter, or to meet in person.
access-standard = How good it is
access-standard-what = These pages are made to meet the Web Content Accessibility Guidelines 2.2, level AA, and the contrast of level AAA. We check them by machine with each change.
access-known = We know that a machine finds only some problems. Tests with people who use screen readers are still to come.
access-tell = Tell us what does not work
access-tell-what = Say which page it was and what happened. We will answer and put it right.

# Messages on this machine, when there is no mail server.
mailbox-title = Messages on this machine
mailbox-lede = No mail server is set up, so messages are kept in files and shown here. Only this machine can open this page.
mailbox-empty = No message yet. A message that someone can undo waits five minutes.
mailbox-caption = The newest first
mailbox-to = To
mailbox-subject = Subject
mailbox-at = Sent
mailbox-no-subject = (no subject)
mailbox-back = All messages
