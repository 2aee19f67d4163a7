"""The desk of the people who run the program: what needs a decision, how the content is, any page before it is public.

The law here: a page of the desk says what the site does by asking what the site asks; it never works it out again.
"""
