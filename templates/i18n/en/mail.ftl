# The messages. Each is `mail-<kind>` with its subject as `.subject`. Paragraphs are one line each, parted by an empty
# line. A paragraph that is only <link> or <code> becomes the person's link or the code. Before it stands "Dear …,";
# after it the host's name, address and phone, and how to stop.
# No topic stands in a subject, because a chain may be about something private.
# Plain words, short sentences. Never "click here", "urgent", "verify" or "account".

# To a first person: the host asks them to start.
# $host: who asks. $topic: what it is about ("food"). $forgotten: the day their details are deleted.
mail-starter-invite =
    We at { $host } have spoken with you about a chain of chats. You said we may write to you.

    The chats are about { $topic }. You would be one of the first people. You talk with one person. Then that person talks with the next one.

    Read about it and say yes or no here:

    <link>

    You do not need a password. You can say no.

    Why you got this: you gave us your address, so that we can ask you this once. If you do nothing, we delete it on { $forgotten }. You can ask us what we hold about you, or to delete it now.
    .subject = { $host } would like you to start a chat

# To the next person: someone would like to talk with them. Their first message: it is also their privacy notice.
# $inviter: the name of who asked. $topic. $forgotten: the day their details are deleted.
mail-invite =
    { $by ->
        [host] An organiser of { $host } gave us your name and address, because { $inviter } would like to talk with someone. You told them that this was fine.
       *[person] { $inviter } gave us your name and address. They told us that you said this was fine.
    }

    We are asking people about { $topic }. { $inviter } would like to talk with you. It takes about 30 minutes. You choose when and how.

    Read about it and say yes or no here:

    <link>

    You do not need a password. You can say no.

    Why you got this: { $by ->
        [host] an organiser
       *[person] { $inviter }
    } gave us your address, so that we can ask you this once. We use it for nothing else. If you do nothing, we delete it on { $forgotten }. You can ask us what we hold about you, or to delete it now.

    Want to check this is real? { $by ->
        [host] Call us.
       *[person] Ask { $inviter }, or call us.
    }
    .subject = { $by ->
        [host] { $inviter } would like to talk with someone
       *[person] { $inviter } asked us to write to you about a chat
    }

# To the initiator: they said yes.
# $partner: who said yes. $way: how they like to be reached. $when: when. $by: the day to get in touch by.
mail-said-yes =
    Good news. { $partner } would like to talk with you.

    Best way: { $way }. Best time: { $when }.

    See how to reach { $partner }, and the questions:

    <link>

    Please get in touch with { $partner } by { $by }.
    .subject = { $partner } said yes

# To the partner: thank you for saying yes.
# $initiator: who will get in touch. $by: by which day.
mail-thank-you =
    Thank you for saying yes. { $initiator } will get in touch with you by { $by }.

    You will talk about a few questions. There are no wrong answers. { $initiator } will write down the main points. You will see them first.

    Change your mind or your details here:

    <link>
    .subject = Thank you. { $initiator } will get in touch

# To the initiator: they cannot take part this time. It does not say why.
# $partner: who was asked.
mail-said-no =
    { $partner } cannot take part this time. You did nothing wrong.

    Who else could you talk to? Choose someone here:

    <link>
    .subject = { $partner } cannot take part this time

# To the initiator: an organiser helps the person who said yes to them in another way.
# $why: handed-mail-found, handed-mail-waits or handed-mail-asked. $partner: who said yes.
mail-handed-on =
    { $why } You did nothing wrong.

    Who else could you talk to? Choose someone here when it suits you:

    <link>
    .subject = About your chat with { $partner }

# In the message above. $partner: who said yes.
handed-mail-found = We have found someone else for { $partner }, because it was not possible for you just now. That is fine.
handed-mail-waits = We are looking for someone else for { $partner }, because it was not possible for you just now. That is fine.
handed-mail-asked = We are asking { $partner } what would be good now, because it was not possible for you just now. That is fine.

# To the partner: please check what was written.
# $initiator: who wrote it. $by: until when to check.
mail-record-to-check =
    { $initiator } has written down the main points from your chat. Please read them. You can change them or take them out.

    <link>

    If we do not hear from you by { $by }, we keep the points but we will not quote you.
    .subject = Please check what { $initiator } wrote about your chat

# To a person whose turn it is to choose the next person.
# $initiator: with whom they talked.
mail-your-turn =
    Thank you for your chat with { $initiator }. Now it is your turn to start one.

    Think of someone whose view we may not hear. Ask them first. Then tell us here:

    <link>

    Do not want to go on? That is fine. Tell us on the same page.
    .subject = Your turn: who will you talk to next?

# To a person whose part is done.
# $count: how many people have talked so far (a number).
mail-part-done =
    You had a chat, and you passed it on. Thank you.

    { $count ->
        [one] One person has talked so far.
       *[other] { $count } people have now talked.
    } We will read every point and make a plan together. We will write to you when it is ready.

    See where things stand, or change what you told us:

    <link>
    .subject = Thank you. Your part is done

# To a person who asked for a new link.
mail-new-link =
    You asked for a new link. Here it is:

    <link>

    Your old link no longer works. If you did not ask for this, you can ignore this message.
    .subject = Here is your new link

# To the initiator: the invitation came back.
# $partner: who could not be reached.
mail-could-not-reach =
    Our message to { $partner } came back. The address may have a mistake.

    Check it here:

    <link>

    You can also choose someone else there.
    .subject = We could not reach { $partner }

# To everyone who said yes, whether they have talked by now or not: the plan can be read. The link is the person's own, or the plan's.
# $topic: what the chats were about. $title: the plan's name.
mail-plan-ready =
    People talked about { $topic }. We read every point. Now there is a plan: { $title }.

    Here it is:

    <link>

    Is something wrong or missing? Reply to this message.
    .subject = The plan from the chats is ready

# To somebody whose words stand behind an action of the plan: what happened with it. E15.
# $topic: what the chats were about. $towards: what the action wants. $text: what happened, as the organisers wrote it. $status: where the action stands now.
mail-news =
    This is from the plan about { $topic }. Your words stand behind it, or you said you could help with it:

    { $towards }

    What happened: { $text }

    It now stands at: { $status }

    See what came of it:

    <link>
    .subject = What came of what you said

# To somebody who asked to join on the chain's public page. It is also their privacy notice.
# $host: who runs the chain. $topic. $forgotten: the day their details are deleted.
mail-pool-confirm =
    Somebody gave us this address on our web site. They would like to take part in a chain of chats about { $topic }.

    Was it you? Read about it and say yes or no here:

    <link>

    If you say yes, one person gets in touch with you for a chat. You do not need a password. You can say no.

    Why you got this: the address was typed into our page, so that we can ask you this once. If you do nothing, we delete it on { $forgotten }. You can ask us what we hold about you, or to delete it now.
    .subject = Did you ask { $host } for a chat?

# To the initiator: somebody who was waiting is joined to them.
# $why: matched-mail-asked or matched-mail-found. $partner: who was waiting. $way: how they like to be reached. $when: when. $by: the day to get in touch by.
mail-matched =
    { $why } It is { $partner }.

    Best way: { $way }. Best time: { $when }.

    See how to reach { $partner }, and the questions:

    <link>

    Please get in touch with { $partner } by { $by }.
    .subject = { $partner } would like to talk with you

# To somebody who was waiting.
# $initiator: who gets in touch. $by: by which day.
mail-somebody-for-you =
    You were waiting for a chat. Now somebody is here for you: { $initiator }. { $initiator } will get in touch with you by { $by }.

    You will talk about a few questions. There are no wrong answers. { $initiator } will write down the main points. You will see them first.

    Change your mind or your details here:

    <link>
    .subject = { $initiator } will get in touch with you

# To the initiator: the first person cannot, the second name was asked.
# $partner: who cannot. $reserve: the second name.
mail-reserve-asked =
    { $partner } cannot take part this time. You did nothing wrong.

    You gave us a second name. So we have written to { $reserve }. You do not need to do anything now.

    See where things stand, or choose someone else:

    <link>
    .subject = We have asked { $reserve } for you

# To the partner: their initiator cannot go on.
# $initiator: who cannot.
mail-left-alone =
    { $initiator } cannot go on with your chat. It has nothing to do with you. We are sorry.

    We would still like to hear from you. We can join you to another person. Tell us what you would like:

    <link>
    .subject = { $initiator } cannot go on. What would you like?

# To the other of the two: the points of their chat were changed after the check.
# $partner: who changed them.
mail-record-changed =
    { $partner } has changed the points from your chat. The older words are kept for the two of you.

    See what is different here:

    <link>
    .subject = { $partner } changed the points from your chat

# To everyone who has something open in a chain that is closed now.
# $host: who runs the chain.
mail-chain-closed =
    This chain of chats is closed now. Nobody needs to do anything more. Thank you for being part of it.

    What was said is kept and goes into the plan. You can still see your words, change what we hold, or delete it:

    <link>
    .subject = { $host }: this chain of chats is closed

# To everyone who wanted to know of a gathering.
# $host: who invites. $when: day and time. $place: where.
mail-gathering =
    Come and meet the others from the chats.

    When: { $when }. Where: { $place }.

    Tell us if you will come:

    <link>
    .subject = { $host }: come and meet the others

# To everyone who said yes, when organisers ask what they make of the draft actions.
# $host: who runs the chain. $by: the last day to answer.
mail-weigh-in =
    You told us what matters here. Now there are ideas for what to do. What do you think of each one?

    There is one card for each idea. On each you press Agree, Pass or Disagree. You can do it until { $by }:

    <link>

    You do not have to. You can stop part way and come back.
    .subject = { $host }: what do you think of these ideas?

# To somebody whose first link was passed on by a person they know: this link is theirs alone.
mail-own-link =
    Thank you for saying yes. This is your own link now. Only you have it:

    <link>

    The link you came by no longer works. Please keep this one for yourself.
    .subject = Your own link

# To somebody whose details were changed.
# $when: day and time of the change.
mail-details-changed =
    We changed how we reach you on { $when }, because you asked.

    Was it not you? Call us, or look here:

    <link>
    .subject = We changed how we reach you

# To somebody who wants to delete or fetch everything we hold: a code shows that it is them.
mail-act-code =
    You asked for a code on your page. It is:

    <code>

    Type it into the page where you asked for it. It works for 10 minutes.

    If you did not ask for this, somebody else may have your link. Please call us.
    .subject = Your code

# To the person who looks after safety at the host. It says nothing of what was written.
mail-worry-noted =
    Somebody wrote down a worry after a chat. Only you can read it. Please look at it today:

    <link>
    .subject = A worry was written down

# To somebody who was asked and has not answered. The only reminder.
# $inviter: the name of who asked. $first: the inviter's first name. $topic. $ends: until when they can answer.
mail-remind-answer =
    We wrote to you for { $inviter }. { $first } would like to talk with you about { $topic }.

    Say yes or no here:

    <link>

    No thank you is fine. You can answer until { $ends }. This is our only reminder.
    .subject = Would you like to talk with { $inviter }?

# To a first person who has not answered. The only reminder.
# $host: who asks. $topic. $ends: until when they can answer.
mail-remind-start =
    We at { $host } wrote to you about a chain of chats about { $topic }. You would be one of the first people.

    Say yes or no here:

    <link>

    No thank you is fine. You can answer until { $ends }. This is our only reminder.
    .subject = Would you like to start a chat for { $host }?

# To the initiator: who said yes is waiting to hear from them.
# $partner: who said yes. $since: the day of the yes.
mail-remind-contact =
    { $partner } said yes on { $since }. Have you been in touch?

    See how to reach { $partner } here:

    <link>

    Too busy? Tell us on the same page and we will help.
    .subject = { $partner } is waiting to hear from you

# To the initiator: they have been in touch, and nothing is written down yet.
# $partner: the other of the two.
mail-remind-write =
    If you have talked with { $partner }, please write down the main points. Short notes are fine. It takes about 10 minutes.

    <link>

    Would you rather tell us on the phone? Call us and we will write it for you.
    .subject = Did you and { $partner } have your chat?

# To somebody whose turn it is and who has chosen nobody yet.
mail-remind-pass-on =
    It is still your turn to choose the next person. Ask them first. Then tell us here:

    <link>

    You do not know whom to ask? We can find somebody for you. Do not want to go on? That is fine too. Tell us on the same page.
    .subject = Who will you talk to next?

# To an organiser on a weekday morning, only when something needs them. <list> stands for the lines below, of each
# chain in which something needs help.
# $count: how many chats need help, in all chains.
mail-morning =
    <list>

    See them here:

    <link>

    You get this on weekdays when something needs you. You can turn it off on your own page there.
    .subject = { $count ->
        [one] One chat needs help
       *[other] { $count } chats need help
    }
# The first line of a chain. $chain: its name. $count: how many of its chats need help.
mail-morning-chain = { $chain }: { $count ->
        [one] one chat needs help.
       *[other] { $count } chats need help.
    }
# One of them. $what: a sentence that says what is the matter. $days: for how long, "12 days".
mail-morning-link = { $what } ({ $days })
# After the first three. $count: how many there are besides.
mail-morning-more = { $count ->
        [one] And one more.
       *[other] And { $count } more.
    }
# The last line of a chain. $count: how many chats.
mail-morning-chats = { $count ->
        [one] One chat was written down this week.
       *[other] { $count } chats were written down this week.
    }

# To somebody who is to help organise.
# $organiser: who added them. $what: the chain's or the host's name. $role: what they may do ("organiser").
mail-team-invite =
    { $organiser } added you to the team of { $what }. You are there as { $role }.

    Sign in here with this email address. You do not need a password, we will send you a code:

    <link>

    You do not want this? Sign in and leave the team, or reply to this message.
    .subject = { $organiser } added you to a team

# To an organiser: their sign-in code.
mail-sign-in-code =
    Your sign-in code is:

    <code>

    Type it into the page where you asked for it. It works for 10 minutes.

    If you did not ask for this, ignore this message.
    .subject = Your sign-in code

# To an organiser: what an invitation says. Only they get it; the name in it is made up.
# $topic: what the chain is about.
mail-test-invite =
    This is a test. Only you got it. People you invite will read this:

    “Maria Lopez gave us your name and address. They told us that you said this was fine.”

    “We are asking people about { $topic }. Maria Lopez would like to talk with you. It takes about 30 minutes. You choose when and how.”

    “Read about it and say yes or no here:”

    Here they will see a link of their own. Yours lets you walk through the pages they would see:

    <link>

    “You do not need a password. You can say no.”

    “Why you got this: Maria Lopez gave us your address, so that we can ask you this once. We use it for nothing else. If you do nothing, we delete it on the day named here. You can ask us what we hold about you, or to delete it now.”

    “Want to check this is real? Ask Maria Lopez, or call us.”
    .subject = Test: this is how an invitation looks
