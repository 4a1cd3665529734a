# The container host for NVIDIA GPUs, from artifacts/packages/kubernetes-gpu (make package TARGET=gpu). Built and run nowhere here: no feed
# that the project builds from has CUDA, and no machine of it a GPU.
#   the node brings    the driver (libcuda.so.1, put into the container by NVIDIA's runtime) and the device plugin or GPU operator
#   BASE must bring    CUDA 13 and cuDNN 9: what libonnxruntime_providers_cuda.so 1.31 asks for (readelf -d; cuDNN is opened at run time),
#                      such as NVIDIA's own runtime image with cuDNN for CUDA 13, pinned by its digest
#   docker build -f src/Hosts.Kubernetes/gpu.Dockerfile --build-arg BASE=IMAGE@sha256:… artifacts/packages/kubernetes-gpu
# A base without them ends the build, and not the first pod on a node that costs by the hour.
ARG BASE
FROM ${BASE}
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="captions-kubernetes-gpu" \
      org.opencontainers.image.description="Alt text for pictures: the container host for NVIDIA GPUs" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
RUN missing=; for library in libcudart.so.13 libcublas.so.13 libcublasLt.so.13 libcurand.so.10 libcudnn.so.9; do \
      ldconfig -p | grep -q "$library " || missing="$missing $library"; \
    done; \
    [ -z "$missing" ] || { echo "The base image lacks$missing: give one with CUDA 13 and cuDNN 9 as BASE." >&2; exit 1; }
COPY app/ /app/
WORKDIR /app
USER 65532:65532
ENV CAPTION_ADDRESS=0.0.0.0 CAPTION_PROVIDER=cuda NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/Serverless.Hosts.Kubernetes"]
