FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm
WORKDIR /src
COPY . .
ENV XDG_CACHE_HOME=/tools
RUN --mount=type=cache,target=/tools/switchboard-tools \
    --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    ./justw build && mkdir /out && cp -r target/release/switchboard dist /out/

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 switchboard && install -d -o switchboard /data
COPY --from=build /out/switchboard /usr/local/bin/
COPY --from=build /out/dist /srv/dist
USER switchboard
ENV LISTEN=0.0.0.0:8080 DATA_DIR=/data STATIC_DIR=/srv/dist LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD \
    ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["switchboard"]
CMD ["serve"]
