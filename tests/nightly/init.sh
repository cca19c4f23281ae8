#!/bin/busybox sh
# The first program of the machine: mounts the disk of the host, runs the command, says how it went, switches off.
box=/bin/busybox
$box mount -t proc none /proc
$box mount -t sysfs none /sys
$box mount -t devtmpfs none /dev
for module in $($box cat /modules/order); do
  $box insmod "/modules/$module" || echo "no module $module"
done
$box mkdir -p /mnt/disk /mnt/memory /mnt/root
$box mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=512000 disk /mnt/disk
$box mount -t tmpfs none /mnt/memory
$box mkdir -p /mnt/memory/upper /mnt/memory/work
$box mount -t overlay -o lowerdir=/mnt/disk,upperdir=/mnt/memory/upper,workdir=/mnt/memory/work overlay /mnt/root
for folder in proc sys dev; do $box mount --move /$folder /mnt/root/$folder; done
$box mount -t tmpfs none /mnt/root/run
$box mount -t tmpfs none /mnt/root/tmp
$box mkdir -p /mnt/root/dev/shm /mnt/root/run/shared /mnt/root/var/lib/bluetooth
$box mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 shared /mnt/root/run/shared
$box ip link set lo up
$box chroot /mnt/root /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/bash /run/shared/command.sh
echo $? > /mnt/root/run/shared/status
$box sync
$box poweroff -f
