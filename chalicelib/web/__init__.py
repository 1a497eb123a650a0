"""From a request of API Gateway to a page of the site: one blueprint a feature, mounted by ``app.py``.

Views ask the index through `page_context` and do not know each other; `middleware` sees every request.
"""
