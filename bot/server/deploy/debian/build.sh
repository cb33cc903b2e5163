#!/bin/sh
# build.sh FOLDER VERSION - packs what `make install-program` put into FOLDER/root, as FOLDER/faqbot_VERSION_ARCH.deb.
#
# The same sources give the same bytes: SOURCE_DATE_EPOCH is the time of every file, modes are stated, and dpkg-deb sorts.
# dpkg-deb is called and debhelper is not, as a source package would need debian/ at the top of the tree. MAINTAINER is
# whoever makes the package and answers for it.
set -eu
umask 022
export LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH
here=$(cd "$(dirname "$0")" && pwd)
version=$2
cd "$1"
share=root/usr/share

fill() {
    sed "s|@VERSION@|$version|; s|@MAINTAINER@|$MAINTAINER|; s|@DATE@|$(date -R -u -d "@$SOURCE_DATE_EPOCH")|" "$here/$1"
}

mkdir -p debian root/DEBIAN
fill control >debian/control
fill changelog >debian/changelog
install -m 644 "$here/conffiles" root/DEBIAN/conffiles
install -m 755 "$here/postinst" "$here/prerm" "$here/postrm" root/DEBIAN
install -D -m 644 "$here/faqbot.conf" root/etc/faqbot/faqbot.conf
install -D -m 644 "$here/copyright" $share/doc/faqbot/copyright
cp debian/changelog $share/doc/faqbot/changelog
strip --strip-unneeded --remove-section=.comment root/usr/bin/faqbot
find $share/man $share/doc/faqbot/changelog -type f -exec gzip -9n {} +

# Which packages have the libraries, and from which version on.
dpkg-shlibdeps -Tdebian/substvars root/usr/bin/faqbot
dpkg-gencontrol -Proot -Tdebian/substvars
(cd root && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
chmod -R u=rwX,go=rX root
find root -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --build root .
