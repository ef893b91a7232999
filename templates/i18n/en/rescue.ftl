# Helping a link that stands still: next steps, reminders, calls, notes, resting, stepping in, many at once.

# A person's own page: what organisers noted. $who: the organiser. $date: a day. The words stand in the copy only.
me-notes-title = What organisers noted
me-notes-none = Nothing. When an organiser notes something about you, you see it here. You can read the words in your copy.
me-note-note = { $who } wrote a note about you on { $date }. You can read it in your copy.
me-note-talked = { $who } talked with you on the phone on { $date }.
me-note-no-answer = { $who } tried to call you on { $date }.
me-note-left-message = { $who } left you a phone message on { $date }.
# In the file.
file-notes = The words of the notes
file-note = { $date }, { $who }: { $text }
