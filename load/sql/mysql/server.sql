-- Where we are, and as whom.
select database(), current_user(), version()
