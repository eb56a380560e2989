// The picture of the address panel: bits in one line where the width allows it, else one row a
// field. Where there is height to spare it grows: taller bits, the hex digits above them, and each
// field's number on a card of its own.
#pragma once

#include <vector>

#include "ui/walk_state.h"

namespace ui {

/// REQUIRES: subject.va.
void draw_address(const PanelContext& context, const Subject& subject, Selection& selection, std::vector<PanelRequest>& requests);
/// REQUIRES: subject.va.
PanelHeight address_height(const PanelContext& context, const Subject& subject, const Selection& selection, float width);

}  // namespace ui
