"""What a person does in the browser."""

QUESTION = "到2025年社区医院达到多少家？"
PATIENCE = 30_000


def visit(page, address):
    page.goto(address)
    page.wait_for_selector("#box textarea", timeout=PATIENCE)


def ask(page, question):
    answers = page.locator(".answer.done, .answer.error")
    before = answers.count()
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    answers.nth(before).wait_for(timeout=PATIENCE)
    return answers.nth(before)


def marked(frame):
    """Text of the marked pieces that are on the screen."""
    pieces = frame.locator(".marked")
    pieces.first.wait_for(timeout=PATIENCE)
    return "".join(pieces.all_text_contents())


def questions(page):
    return page.locator(".question").all_inner_texts()
