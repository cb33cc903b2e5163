# faqbot@.sed - makes faqbot@.service, one of any number of servers, of faqbot.service (sed -E).
s/^# faqbot\.service/# faqbot@.service/
s/^Description=.*/&: %i/

# Its user, its folders and its variables are its own.
s!(^User=|Directory=|/etc/|/default/|/var/lib/|/run/)faqbot!&-%i!g

# Without a file of its own it must not start with the options of another server.
s/^ExecStart=.*/& --config faqbot.conf/
