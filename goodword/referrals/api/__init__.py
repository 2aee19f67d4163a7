"""``/api/v1``: the product reports leads, sales, refunds and churn.

The law of this room: a request is judged by what it holds, then written into the journal of facts, then answered, and
what is answered with 200 is kept. Of the database only the answer's detail is asked, for a quarter of a second at most
(`patience`); while it is away the answer is 200 all the same. Nothing here writes a lead, a customer or a sale: the
drain does. Names and shapes of the tracking calls are those that client libraries of the field send and expect.
"""
