"""From a request of API Gateway to a page of the site: one module a feature, named by ``routes.py``.

Views ask the index through `page_context` and do not know each other; `middleware` sees every request.
"""
