# The server's backups, and messages that wait for somebody to release them.

sending-paused-title = No message goes out at the moment
sending-paused-restored = On { $date } an older copy of everything was put back. Messages are kept until the technician lets them go. What people did after that copy was made is missing. Look through your chains first.
sending-paused-asked = The technician paused all messages on { $date }. They are kept, and go out when the pause ends.
backup-failed-title = The daily backup does not work
backup-failed-never = None was ever made. If the server broke today, everything would be lost.
backup-failed-last = The last one was made on { $date }. If the server broke today, what came after it would be lost.
backup-failed-do = Please tell the person who looks after the server. The command daisychain check tells them why.
messages-why-restored = { $moment }. It was given up, because it may have gone out before an older copy was put back.
