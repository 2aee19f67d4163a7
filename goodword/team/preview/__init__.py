"""Any page before it is public: as anyone, at any moment, with drafts, of a branch; shared by a signed address.

The law here: a preview makes its page from a library of its own and puts nothing into what is kept for visitors. The
customer's consent applies in it as on the site.
"""
