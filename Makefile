# The front door; `make help` lists the verbs.
SHELL = bash
CONFIGURATION ?= Release
DOTNET_FLAGS = -c $(CONFIGURATION) -v quiet
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.PHONY: push-images infra infra-fast infra-write plan apply monitor train validate golden secrets vulnerabilities security lint-pipeline pipeline bundle local-targets local-stop
.PHONY: help build package images run page openapi calibrate kinds kinds-train test test-full test-without-parts test-deps build-tests bench bench-archives bench-decoders bench-hosts bench-stores bench-packages bench-events forms lint fmt clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | column -ts "$$(printf '\t')"

SOURCES = $(shell find src models -name obj -prune -o -name bin -prune -o -type f -print) Directory.Build.props Directory.Packages.props Directory.Build.targets

artifacts/cli/caption: $(SOURCES)
	@rm -rf artifacts/cli/models
	@dotnet publish src/Cli $(DOTNET_FLAGS) -o artifacts/cli
	@dotnet run --project tools/Widen $(DOTNET_FLAGS) -- artifacts/cli/models >/dev/null
	@touch $@

artifacts/host/Serverless.Hosts.Kubernetes: $(SOURCES)
	@rm -rf artifacts/host/models
	@dotnet publish src/Hosts.Kubernetes $(DOTNET_FLAGS) -o artifacts/host
	@dotnet run --project tools/Widen $(DOTNET_FLAGS) -- artifacts/host/models >/dev/null
	@touch $@

build: artifacts/cli/caption artifacts/host/Serverless.Hosts.Kubernetes ## the program at artifacts/cli/caption and the container host

PACKAGE_FLAGS = $(DOTNET_FLAGS) --artifacts-path artifacts/package-build -r linux-x64 -p:PublishReadyToRun=true -p:DebugType=none -p:ContinuousIntegrationBuild=true

package: $(if $(filter device gpu,$(TARGET)),package-$(TARGET),package-hosts) ## the deployables at artifacts/packages/{aws,azure,gcp,kubernetes}, and the container host for one machine at .../onprem, the program for batch jobs at .../jobs, reproducible, with a bill of materials beside each; TARGET=device: a small machine (ARCH=x64 or arm64); TARGET=gpu: the container host with CUDA at .../kubernetes-gpu

.PHONY: package-hosts package-device package-gpu
package-hosts:
	@dotnet build tools/Package $(DOTNET_FLAGS)
	@for host in Hosts.Aws:aws Hosts.Azure:azure:no- Hosts.Gcp:gcp Hosts.Kubernetes:kubernetes Cli:jobs; do \
	  IFS=: read project name runtime <<< "$$host"; folder=artifacts/packages/$$name; \
	  rm -rf $$folder && mkdir -p $$folder && \
	  dotnet publish src/$$project $(PACKAGE_FLAGS) --$${runtime}self-contained -o $$folder/app && \
	  dotnet run --project tools/Package $(DOTNET_FLAGS) --no-build -- $$folder/app $$folder/captions-$$name.zip $$([ $$name != aws ] || echo 250) || exit 1; \
	done
	@mkdir -p artifacts/packages/onprem && for kind in zip cdx.json; do cp artifacts/packages/kubernetes/captions-kubernetes.$$kind artifacts/packages/onprem/captions-onprem.$$kind; done

# Its intermediate files are apart: the usual build must not find another runtime's natives in them.
package-gpu:
	@dotnet build tools/Package $(DOTNET_FLAGS)
	@folder=artifacts/packages/kubernetes-gpu && rm -rf $$folder && mkdir -p $$folder && \
	  dotnet publish src/Hosts.Kubernetes $(subst package-build,package-build/gpu,$(PACKAGE_FLAGS)) --self-contained -p:Gpu=true -o $$folder/app && \
	  dotnet run --project tools/Package $(DOTNET_FLAGS) --no-build -- $$folder/app $$folder/captions-kubernetes-gpu.zip

# A device has its processor's natives alone, no ahead-of-time images (they would double the program), and int8 models.
ARCH ?= x64
DEVICE = artifacts/packages/device-$(ARCH)
DEVICE_PROCESSOR = $(if $(filter arm64,$(ARCH)),aarch64,x86_64)

package-device:
	@rm -rf artifacts/package-build/device-$(ARCH) artifacts/package-build/device-models
	@dotnet publish src/Hosts.Kubernetes $(DOTNET_FLAGS) --artifacts-path artifacts/package-build/device -r linux-$(ARCH) --self-contained \
	  -p:DebugType=none -p:ContinuousIntegrationBuild=true -o artifacts/package-build/device-$(ARCH)
	@dotnet run --project tools/Quantize $(DOTNET_FLAGS) -- models artifacts/package-build/device-models
	@deploy/device/make-package --app artifacts/package-build/device-$(ARCH) --architecture $(DEVICE_PROCESSOR) \
	  --models artifacts/package-build/device-models --out $(DEVICE)

# A folder is a feed of NuGet where its files are called ID.VERSION.nupkg.
NUGET = artifacts/packages/nuget
MODEL_VERSION = $(shell sed -n 's/.*"version": "\(.*\)".*/\1/p' models/caption-base/caption.json)

.PHONY: nuget
nuget: artifacts/cli/caption ## the library Serverless.Captions and the embedded models as packages of NuGet, at artifacts/packages/nuget, a folder that is a feed (VERSION of the library)
	@rm -rf $(NUGET)
	@dotnet pack src/Captions $(DOTNET_FLAGS) --artifacts-path artifacts/nuget-build -p:ContinuousIntegrationBuild=true $(if $(VERSION),-p:Version=$(VERSION)) -o $(NUGET)
	@artifacts/cli/caption model pack artifacts/cli/models --golden samples --as nuget $(if $(VERSION),--library $(VERSION)) \
	  --out $(NUGET)/Serverless.Models.caption-base.$(MODEL_VERSION).nupkg

BUNDLE_VERSION = $(or $(VERSION),$(shell sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props))
BUNDLE_NOTES = LICENSE THIRD-PARTY-NOTICES.md docs/operations/onprem.md docs/operations/settings.md docs/operations/access.md \
  artifacts/packages/kubernetes/captions-kubernetes.cdx.json artifacts/packages/jobs/captions-jobs.cdx.json

.PHONY: bundle
bundle: package ## the air-gapped bundle for one machine with systemd, at artifacts/packages/onprem/captions-onprem-VERSION.tar (deploy/onprem)
	@deploy/onprem/make-bundle --app artifacts/packages/kubernetes/app --cli artifacts/packages/jobs/app --version $(BUNDLE_VERSION) \
	  --out artifacts/packages/onprem/captions-onprem-$(BUNDLE_VERSION).tar $(addprefix --notes ,$(BUNDLE_NOTES))

images: package ## images of what runs as one, at artifacts/packages/{gcp,kubernetes,jobs}/image (needs debootstrap, buildah and root; docs/decisions/0029-images.md)
	@tools/make-images $(IMAGES)

run: build ## caption the sample pictures, then serve http://127.0.0.1:8080 (CAPTION_PORT)
	@echo
	@echo "caption describe samples   (picture, state, alt text, quality, verdict)"
	@artifacts/cli/caption describe samples 2>/dev/null | column -ts "$$(printf '\t')" || true
	@echo
	@echo "Serving on http://127.0.0.1:$${CAPTION_PORT:-$${PORT:-8080}} - open it in a browser, or post a picture of your own:"
	@echo "  curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' localhost:$${CAPTION_PORT:-$${PORT:-8080}}/v1/captions"
	@artifacts/host/Serverless.Hosts.Kubernetes

openapi: ## makes docs/openapi.json again: the OpenAPI document as the hosts generate it
	@CAPTION_TEST_WRITE_OPENAPI=1 dotnet test tests/Api.Tests $(DOTNET_FLAGS) --nologo --filter "FullyQualifiedName~OpenApiTests.The_committed_copy"

PAGE_SAMPLES ?= samples/page-of-text.png samples/bar-chart.png samples/blank.png samples/nagasaki-boats.jpg

page: artifacts/host/Serverless.Hosts.Kubernetes ## makes docs/page.png again: sample pictures (PAGE_SAMPLES) dropped on the page, in chromium
	@tests/set-up
	@CAPTION_TEST_HOST=artifacts/host/Serverless.Hosts.Kubernetes node tests/Page/picture.mjs docs/page.png $(PAGE_SAMPLES)

test: ## all tests; sets up what needs no root (DEPS=1: that too), skips aloud what the machine lacks
	@tests/run $(TEST_FLAGS)

test-without-parts: build-tests ## the tests that use parts of the machine, run where those are hidden: none may fail
	@tests/without-parts

build-tests:
	@tests/run --build-only

test-full: images package-device ## all tests at full size, the images and the device package among them (needs debootstrap, buildah and root), and the hosts from their packages
	@CAPTION_TEST_FULL=1 tests/run
	@CAPTION_TEST_PACKAGES=1 dotnet test tests/Hosts.Contract.Tests $(DOTNET_FLAGS) --no-build --nologo

test-deps: ## installs the parts that tests use and that need root (Debian packages; by sudo unless root)
	@tests/install-deps

bench: build ## measures against the bare runtime and transformers.js; prints ratios with the machine and versions
	@npm ci --prefix benchmarks/peer --ignore-scripts --no-audit --no-fund --loglevel=error
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- speed --models "$(or $(MODELS),../shared/models)" --pictures "$(or $(PICTURES),../shared/data/flickr8k-dev/images)"

bench-archives: build ## measures a thousand pictures by `caption archive` against bare sessions and transformers.js (MODELS, DATA)
	@npm ci --prefix benchmarks/peer --ignore-scripts --no-audit --no-fund --loglevel=error
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- archives --models "$(or $(MODELS),../shared/models)" --data "$(or $(DATA),../shared/data)"

bench-decoders: ## measures both decoders over large pictures
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- decoders

bench-hosts: package ## measures every host from its package, behind a fake of its platform
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- hosts

.PHONY: bench-monitoring
bench-monitoring: ## measures what counting traffic costs, and what is told of shifted pictures (DATA)
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- monitoring --data "$(or $(DATA),../shared/data)"

.PHONY: bench-device
bench-device: build package-device ## measures the device package, exact and int8, on one processor under limits on its memory
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- device

bench-events: build ## measures the time from an upload event to its stored result, over every emulator
	@npm ci --prefix tests/Emulators --ignore-scripts --no-audit --no-fund --loglevel=error
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet build src/Hosts.Kubernetes $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- events

bench-packages: build ## measures model packages: pack, verify, start, promote, a bad version taken back
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- packages

bench-stores: ## measures every object store's adapter against its vendor's own client, over the same emulator
	@npm ci --prefix tests/Emulators --ignore-scripts --no-audit --no-fund --loglevel=error
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- stores

forms: ## measures every stored form of the embedded models (MODELS: folder with all their graphs, default ../shared/models)
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- forms --models "$(or $(MODELS),../shared/models)" --data "$(or $(DATA),../shared/data)/flickr8k-dev"

lint: ## style and analysis, without changing anything
	@dotnet tool restore >/dev/null
	@dotnet csharpier check .
	@dotnet format style --verify-no-changes --exclude artifacts

fmt: ## formats
	@dotnet tool restore >/dev/null
	@dotnet format style --exclude artifacts
	@dotnet csharpier format .

clean: ## removes what was built, natives included
	@rm -rf artifacts
	@find . -name bin -type d -prune -exec rm -rf {} + -o -name obj -type d -prune -exec rm -rf {} +

calibrate: ## fits the quality score and measures it (DATA: folder with the evaluation data, default ../shared/data)
	@npm ci --prefix benchmarks/kinds --ignore-scripts --no-audit --no-fund --loglevel=error
	@node benchmarks/kinds/make.mjs artifacts/kinds 2
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- calibrate --data "$(or $(DATA),../shared/data)" --kinds artifacts/kinds $(if $(DATE),--date $(DATE))

kinds: ## measures what `good` is worth by kind of picture, the last part of calibrate by itself (DATA)
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- kinds --data "$(or $(DATA),../shared/data)" $(if $(DATE),--date $(DATE))

kinds-train: ## collects free pictures of known kinds (some 700 MB of Debian packages), and fits the classifier of kinds to them (DATA)
	@npm ci --prefix benchmarks/kinds-training --ignore-scripts --no-audit --no-fund --loglevel=error
	@node benchmarks/kinds-training/collect.mjs artifacts/kinds-training "$(or $(DATA),../shared/data)/judgments-train/images"
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- kinds-train --pictures artifacts/kinds-training --data "$(or $(DATA),../shared/data)" $(if $(DATE),--date $(DATE))

.PHONY: manifests
manifests: ## every overlay of deploy/kubernetes rendered to artifacts/manifests and held to the policy; rules of alarms by promtool where it is
	@tests/set-up >/dev/null
	@deploy/kubernetes/check

infra: ## all of terraform/ without a cloud: format, tests, plans, applies, policy, tables (PARTS: folders such as stacks/prod; report in artifacts/infra)
	@tests/set-up >/dev/null
	@node terraform/tools/infra.mjs $(PARTS)

infra-fast: ## of that what needs no provider
	@tests/set-up >/dev/null
	@node terraform/tools/infra.mjs --fast

infra-write: ## writes what is generated there: tables of READMEs, docs/parity.md, bases of the policy's fixtures
	@tests/set-up >/dev/null
	@node terraform/tools/infra.mjs --write stacks/prod

golden: ## captions, answers and documents that may change only with a reason: recorded answers of four hosts, golden values of the models, OpenAPI
	@tests/run --results artifacts/golden "Core.Tests:FullyQualifiedName~Golden|FullyQualifiedName~EmbeddedModel" \
	  "Hosts.Contract.Tests:FullyQualifiedName~AnswerTests" "Api.Tests:FullyQualifiedName~OpenApi" "Evaluation.Tests:FullyQualifiedName~CaptionMetric"

secrets: ## looks for secrets in every file of git; exit 4 where one is found
	@tests/set-up
	@tools/ci/secrets

vulnerabilities: ## known vulnerabilities of NuGet's and npm's packages (LEVEL=high); exit 4 where one is found, and tells feeds that cannot answer
	@node tools/ci/vulnerabilities.mjs

security: secrets vulnerabilities ## both scans

lint-pipeline: ## the pipeline's files against GitLab's JSON schema and rules
	@tests/set-up
	@tools/ci/gitlab --list >/dev/null

pipeline: ## the whole GitLab pipeline on this machine, against local targets (SUITES narrows its tests; docs/operations/pipeline.md)
	@tests/set-up
	@tools/ci/pipeline

push-images: ## carries the images of make images to a registry unchanged (VERSION REGISTRY)
	@tools/ci/push-images "$(VERSION)" "$(REGISTRY)"

plan: ## plans a stack against the real accounts and holds the plan against the policy: ENVIRONMENT=dev TARGET=aws
	@terraform/tools/stack plan "$(ENVIRONMENT)" "$(TARGET)"

apply: ## applies the plan that was made last and writes its outputs to artifacts/outputs: ENVIRONMENT=dev TARGET=aws
	@terraform/tools/stack apply "$(ENVIRONMENT)" "$(TARGET)"

monitor: ## what runs where and whether it is well, the ledger, and traffic against its reference (CAPTION_TRAFFIC_TO, CAPTION_MODEL_FROM)
	@tools/ci/loop monitor

train: ## one look of the loop: where a reason is there, a data version, a candidate, its gates, and its trial in the hosts (CAPTION_LOOP, CAPTION_LOOP_BECAUSE)
	@tools/ci/loop train

validate: ## takes what the hosts decided about the candidate: promoted, or rolled back (CAPTION_LOOP)
	@tools/ci/loop validate

.PHONY: loop mlops-score
loop: build ## the whole loop on this machine: a host under traffic that drifts, retrained, tried and promoted; prints the transcript of docs/mlops.md (WRITE=1 writes it there)
	@tools/run-loop $(if $(WRITE),--write)

mlops-score: ## counts the self-score of docs/mlops.md; fails where a test that it names is not there (WRITE=1 writes the counts)
	@tools/mlops-score $(if $(WRITE),--write)

LOCAL_TARGETS_SOURCES = $(shell find tools/LocalTargets tests/Hosts.Contract.Tests/Platforms -name obj -prune -o -name bin -prune -o -type f -print)

artifacts/local-targets/local-targets: $(LOCAL_TARGETS_SOURCES) Directory.Build.props Directory.Packages.props
	@dotnet publish tools/LocalTargets $(DOTNET_FLAGS) -o artifacts/local-targets
	@touch $@

local-targets: artifacts/local-targets/local-targets ## the program at artifacts/local-targets/local-targets: local stand-ins of the platforms

local-stop: ## ends every local target and the emulated stores; what ran runs again when they are started
	@[ ! -x artifacts/local-targets/local-targets ] || artifacts/local-targets/local-targets stop --below "$(or $(CAPTION_LOCAL_STATE),artifacts/local)"

# Releases: `delivery` does the work, these verbs say with what. A variable that is needed and empty is refused in plain words.
DELIVERY = artifacts/delivery-cli/delivery
ENVIRONMENT ?= dev
need = $(if $($(1)),,$(error $(1) is not set: make $(MAKECMDGOALS) $(1)=...$(if $(2), ($(2)))))
.PHONY: delivery version publish sign verify record gate deploy rollback status ledger

$(DELIVERY): $(SOURCES)
	@dotnet publish src/Delivery $(DOTNET_FLAGS) -o artifacts/delivery-cli
	@touch $@

delivery: $(DELIVERY) ## the program that releases, deploys and rolls back, at artifacts/delivery-cli/delivery

version: ## prints the version of the checkout: names files and tags of images
	@tools/version

publish: delivery ## packages become a release, written once (VERSION)
	$(call need,VERSION,make version prints that of the checkout)
	@$(DELIVERY) publish --version "$(VERSION)" --packages artifacts/packages --commit "$$(git rev-parse HEAD)" --committed-at "$$(git show -s --format=%cI HEAD)"

sign: delivery ## signs the packages of a release (VERSION; CAPTION_SIGNING_KEY names the key's file)
	$(call need,VERSION,a published one)
	@$(DELIVERY) sign --version "$(VERSION)"

verify: delivery ## holds a release to its signature (VERSION; CAPTION_TRUSTED_KEYS names the files of public keys)
	$(call need,VERSION,a published one)
	@$(DELIVERY) verify --version "$(VERSION)"

record: delivery ## writes a verdict about a release to the ledger (GATE=tested|scanned|golden|costed VERSION VERDICT=pass|fail EVIDENCE=file)
	$(call need,GATE,tested scanned golden or costed)
	$(call need,VERSION,a published one)
	$(call need,VERDICT,pass or fail)
	$(call need,EVIDENCE,the report)
	@$(DELIVERY) record "$(GATE)" --version "$(VERSION)" --verdict "$(VERDICT)" --evidence "$(EVIDENCE)" $(if $(filter costed,$(GATE)),--environment "$(ENVIRONMENT)")

gate: delivery ## asks one gate of a release (GATE=tested|scanned|golden|signature|earlier-environment|good-runs|budget VERSION ENVIRONMENT [TARGET]); 4: closed
	$(call need,GATE)
	$(call need,VERSION,a published one)
	@$(DELIVERY) gate "$(GATE)" --version "$(VERSION)" --environment "$(ENVIRONMENT)" --target "$(TARGET)" --policy "$(POLICY)"

PLACE = --target "$(TARGET)" --environment "$(ENVIRONMENT)" --outputs "$(OUTPUTS)"

deploy: delivery ## brings a release to a target (TARGET VERSION [ENVIRONMENT=dev] [OUTPUTS=terraform.json] [ADOPT=1] [POLICY=file]); without OUTPUTS the local one
	$(call need,TARGET,aws azure gcp kubernetes or onprem)
	$(call need,VERSION,a published one)
	@$(DELIVERY) deploy $(PLACE) --version "$(VERSION)" --policy "$(POLICY)" --write-url artifacts/deploy.env $(if $(ADOPT),--adopt)

rollback: delivery ## goes back at once (TARGET REASON [ENVIRONMENT=dev] [TO=version] [OUTPUTS=terraform.json])
	$(call need,TARGET,aws azure gcp kubernetes or onprem)
	$(call need,REASON,why; the ledger keeps it)
	@$(DELIVERY) rollback $(PLACE) --to "$(TO)" --reason "$(REASON)" --policy "$(POLICY)"

status: delivery ## what runs on a target, and what the ledger says (TARGET [ENVIRONMENT=dev] [OUTPUTS=terraform.json])
	$(call need,TARGET,aws azure gcp kubernetes or onprem)
	@$(DELIVERY) status $(PLACE)

ledger: delivery ## prints the ledger of deployments and the four DORA figures (LEDGER_FLAGS: --json, --verify)
	@$(DELIVERY) ledger $(LEDGER_FLAGS)

.PHONY: migrate
migrate: delivery ## results, reviews and settings to another cloud, traffic last (FROM=aws TO=gcp [ENVIRONMENT=dev] [MIGRATE_FLAGS=--pictures]; UNDO=id takes it back)
	$(if $(UNDO),,$(call need,FROM,a target or an address)$(call need,TO,a target or an address))
	@$(DELIVERY) migrate --environment "$(ENVIRONMENT)" $(if $(UNDO),--undo "$(UNDO)",--from "$(FROM)" --to "$(TO)") $(MIGRATE_FLAGS)

.PHONY: study
study: ## carries out the same changes and mistakes by hand, built, and by the pipeline; writes docs/deployment-study.md (REAL=1: over real hosts too, 10 minutes)
	@dotnet build benchmarks $(DOTNET_FLAGS)
	$(if $(REAL),@dotnet build tools/LocalTargets $(DOTNET_FLAGS) && dotnet build src/Hosts.Kubernetes $(DOTNET_FLAGS))
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- study $(if $(REAL),--real)

.PHONY: bench-load
bench-load: ## measures the container host under callers of another process; writes docs/figures-load.md (SECONDS, MODELS, PICTURES; with MINUTES a long run, docs/figures-soak.md)
	@npm ci --prefix benchmarks/load-callers --ignore-scripts --no-audit --no-fund --loglevel=error
	@npm ci --prefix benchmarks/peer --ignore-scripts --no-audit --no-fund --loglevel=error
	@dotnet build src/Hosts.Kubernetes $(DOTNET_FLAGS)
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- load --models "$(or $(MODELS),../shared/models)" --pictures "$(or $(PICTURES),../shared/data/flickr8k-dev/images)" --seconds $(or $(SECONDS),20) $(if $(MINUTES),--minutes $(MINUTES))

.PHONY: bench-split
bench-split: ## measures what two services (roles caption and score) cost over one; writes docs/figures-split.md (ROUNDS)
	@dotnet build src/Hosts.Kubernetes $(DOTNET_FLAGS)
	@node benchmarks/roles/split.mjs

.PHONY: bench-training
bench-training: ## measures heads of the quality score, and what retraining brings; writes docs/figures-training.md (DATA, DATE)
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- training --data "$(or $(DATA),../shared/data)" --work artifacts/training $(if $(DATE),--date $(DATE))

.PHONY: bench-reading
bench-reading: ## measures the text reader beside tesseract; writes docs/figures-reading.md (DATA; all pages need python3-pil and fonts)
	@tools/make-reading-pages.py artifacts/reading --all || echo "The pages of the tests alone are measured."
	@dotnet build benchmarks $(DOTNET_FLAGS)
	@dotnet run --project benchmarks -c $(CONFIGURATION) --no-build -- reading --pages artifacts/reading --data "$(or $(DATA),../shared/data)"
