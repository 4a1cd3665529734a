# The Debian root of tools/make-root as an image that others build upon, where no registry of base images can be asked.
FROM scratch
ADD root.tar /
