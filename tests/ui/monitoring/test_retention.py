import asyncio

from ui.monitoring.retention import Retention


def test_a_task_that_fails_does_not_keep_the_others_from_running(caplog):
    done = []

    def fail():
        raise OSError("no disk")

    Retention([fail, lambda: done.append(1)]).run_once()
    assert done == [1] and "no disk" in caplog.text


def test_tasks_run_at_start_and_again_after_a_pause():
    async def run():
        ran = asyncio.Event()
        done = []

        def task():
            done.append(1)
            if len(done) == 2:
                loop.call_soon_threadsafe(ran.set)

        loop = asyncio.get_running_loop()
        async with Retention([task], pause_s=0).lifespan():
            await asyncio.wait_for(ran.wait(), 30)

    asyncio.run(run())
