"""What TensorBoard makes of a folder of event files, as JSON: by its Python reader, and by its data server."""
import json
import sys
import time

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def by_accumulator(folder):
    events = EventAccumulator(folder, size_guidance={"scalars": 0, "histograms": 0, "images": 0})
    events.Reload()
    tags = events.Tags()
    return {
        "scalars": {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]},
        "histograms": {
            tag: [
                [e.step, e.histogram_value.num, e.histogram_value.min, e.histogram_value.max, sum(e.histogram_value.bucket)]
                for e in events.Histograms(tag)
            ]
            for tag in tags["histograms"]
        },
        "images": {
            tag: [[e.step, e.width, e.height, len(e.encoded_image_string)] for e in events.Images(tag)]
            for tag in tags["images"]
        },
    }


def by_data_server(folder):
    from tensorboard.context import RequestContext
    from tensorboard.data import server_ingester
    from tensorboard.util import grpc_util

    server = server_ingester.SubprocessServerDataIngester(
        server_binary=server_ingester.get_server_binary(),
        logdir=folder,
        reload_interval=1,
        channel_creds_type=grpc_util.ChannelCredsType.LOCAL,
    )
    server.start()
    context = RequestContext()
    provider = server.data_provider
    for _ in range(100):
        runs = provider.list_runs(context, experiment_id="")
        if runs:
            break
        time.sleep(0.1)
    time.sleep(1)
    read = provider.read_scalars(context, experiment_id="", plugin_name="scalars", downsample=1000)
    return {tag: [[d.step, d.value] for d in data] for run in read.values() for tag, data in run.items()}


folder = sys.argv[1]
print(json.dumps({**by_accumulator(folder), "served": by_data_server(folder)}))
