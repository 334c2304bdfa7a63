"""The page: a scenario in the browser, on this machine, computing nothing of its own.

``guard`` says who may talk to it, ``server`` starts it, ``workspace`` holds the situation and ``background`` the work
under way; ``screens`` has one file a screen, which asks the workspace and fills a template. What needs large libraries
is done by ``worker``, a process that ``desk`` gives tasks to; it leaves ``screen_figures``.
"""
